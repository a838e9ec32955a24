#include "text/redact.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally::text;

namespace {

std::string found_in(std::string_view text)
{
    static constexpr char const* kinds[] = { "name", "phone", "mail", "amount" };
    std::vector<Private> found;
    find_private(text, found);
    std::string out;
    for (auto const& one : found)
        out += (out.empty() ? "" : "; ") + std::string(kinds[static_cast<int>(one.kind)]) + " " + one.text;
    return out;
}

} // namespace

TEST_CASE("persons, numbers, addresses and amounts are found in what was said", "[text][redact]")
{
    auto const [text, expected] = GENERATE(table<std::string, std::string>({
        { "please ask Ana about it", "name Ana" },
        { "Casa Lola has a table, says Elena Marsh.", "name Casa Lola; name Elena Marsh" },
        { "The boiler waits. Nothing else on Friday in March, says KallyAI in a PDF", "" },
        { "call +34 952 00 11 22 or (0952) 001122", "phone +34 952 00 11 22; phone (0952) 001122" },
        { "on 2026-03-02 at 10:38, desk 12, 4 people", "" },
        { "write to hola@pationorte.example.", "mail hola@pationorte.example" },
        { "it is \u20AC189 a month, or 1.200,50 \u20AC, or EUR 300, not 40 credits", "amount \u20AC189; amount 1.200,50 \u20AC; amount EUR 300" },
        { "hablé con \u00C1ngela en casa", "name \u00C1ngela" },
        { "", "" },
    }));
    CHECK(found_in(text) == expected);
}

TEST_CASE("what is hidden is replaced alike everywhere, and only the kinds that were chosen", "[text][redact]")
{
    std::vector<Private> found;
    std::string const text = "Ask Ana Ruiz, +34 952 001 122. He said Ana Ruiz pays \u20AC50 and so does Ana Ruiz";
    find_private(text, found);
    bool const names[hidden_kinds] = { true, false, false, false }, all[hidden_kinds] = { true, true, true, true }, none[hidden_kinds] = {};
    CHECK(without_private(text, found, none) == text);
    CHECK(without_private(text, found, names).find("Ruiz") == std::string::npos);
    CHECK(without_private(text, found, names).find("952 001 122") != std::string::npos);
    auto const hidden = without_private(text, found, all);
    for (std::string_view const secret : { "Ana", "Ruiz", "952", "50" })
        CHECK(hidden.find(secret) == std::string::npos);
}
