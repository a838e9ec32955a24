#pragma once

#include "api/drift.h"
#include "base/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// What became of a body: every text in the decoded value, or the error.
using Outcome = kally::Result<std::vector<std::string>>;

/// One body that the contract allows, for one operation.
struct Sample {
    std::string name;
    std::string body;
    std::vector<std::string> required; ///< JSON pointers of the members without which the body is refused.
    struct Decode {
        std::function<Outcome(std::string_view, kally::api::Drift*)> run;
        Outcome operator()(std::string_view text, kally::api::Drift* drift = nullptr) const { return run(text, drift); }
    } decode;
    bool may_be_empty = false; ///< An answer without a body is one as well.
};

/// Every operation, in every variant that touches it.
std::vector<Sample> const& samples();

/// "" when the outcome is one a decoder may have: a value made of the body's own texts, or one sentence of what is wrong.
std::string fault(std::string const& body, Outcome const& outcome);
