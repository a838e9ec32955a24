#pragma once

#include "base/result.h"
#include "store/state.h"

#include <string>
#include <string_view>

namespace kally::ui {

/// Names of everything the interface says. The words stand in strings.def, in both languages.
enum class Text {
#define KALLY_TEXT(name, english, spanish) name,
#include "ui/strings.def"
#undef KALLY_TEXT
    Count,
};

std::string_view tr(Text, store::Language);
/// Replaces {0} and {1}.
std::string tr_format(Text, store::Language, std::string_view first, std::string_view second = {});

/// What an error means and what to do about it, in plain words; with the reference to quote, when the service gave one.
std::string error_text(Error const&, store::Language);
bool is_explained(Error const&); ///< By its code: the words say exactly what it was.
/// By which the service finds the case again; empty when it gave none.
std::string error_reference(Error const&, store::Language);
/// Everything known of an error, to copy: kind, status, code, reference. Never a token.
std::string error_details(Error const&);
std::string toast_text(store::Toast const&, store::Language);
/// What kind of work an action was, when the service gave no words of its own.
std::string action_name(std::string_view type, store::Language);

} // namespace kally::ui
