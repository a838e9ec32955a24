#include "text/redact.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally::text;

namespace {

std::vector<Private> private_in(std::string_view text, std::vector<std::string> const& known = {})
{
    PrivateFinder finder { known };
    finder.find(text);
    return finder.take();
}

std::string found_in(std::string_view text, std::vector<std::string> const& known = {})
{
    static constexpr char const* kinds[] = { "name", "phone", "mail", "amount" };
    auto const found = private_in(text, known);
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
    std::string const text = "Ask Ana Ruiz, +34 952 001 122. He said Ana Ruiz pays \u20AC50 and so does Ana Ruiz";
    auto const found = private_in(text);
    bool const names[hidden_kinds] = { true, false, false, false }, all[hidden_kinds] = { true, true, true, true }, none[hidden_kinds] = {};
    CHECK(without_private(text, found, none) == text);
    CHECK(without_private(text, found, names).find("Ruiz") == std::string::npos);
    CHECK(without_private(text, found, names).find("952 001 122") != std::string::npos);
    auto const hidden = without_private(text, found, all);
    for (std::string_view const secret : { "Ana", "Ruiz", "952", "50" })
        CHECK(hidden.find(secret) == std::string::npos);
}

TEST_CASE("names are found with particles, initials, titles and hyphens, in Spanish and English", "[text][redact]")
{
    auto const [text, expected] = GENERATE(table<std::string, std::string>({
        { "avisa a Mar\u00EDa de la O Garc\u00EDa antes", "name Mar\u00EDa de la O Garc\u00EDa" },
        { "Hable con el Sr. P\u00E9rez", "name P\u00E9rez" },
        { "Dr. House called", "name House" },
        { "says Do\u00F1a \u00C1ngeles", "name \u00C1ngeles" },
        { "met J\u00F6rg van der Berg", "name J\u00F6rg van der Berg" },
        { "with Jean-Luc O'Brien", "name Jean-Luc O'Brien" },
        { "from John F. Kennedy today", "name John F. Kennedy" },
        { "he said \u201CAna Ruiz\u201D twice", "name Ana Ruiz" },
        { "tell \u0160tefan \u0141uk", "name \u0160tefan \u0141uk" },
        { "ask \u0418\u0432\u0430\u043D \u041F\u0435\u0442\u0440\u043E\u0432", "name \u0418\u0432\u0430\u043D \u041F\u0435\u0442\u0440\u043E\u0432" },
        { "ask \u0386\u03BD\u03BD\u03B1", "name \u0386\u03BD\u03BD\u03B1" },
        { "\u00BFCu\u00E1ndo? Ma\u00F1ana. \u2022 Nada m\u00E1s", "" },
    }));
    CHECK(found_in(text) == expected);
}

TEST_CASE("names that are known are found in any script and any capitals, as whole words", "[text][redact]")
{
    std::vector<std::string> const known { "Casa Lola", "Ana", "\u7530\u4E2D\u592A\u90CE", "\u0645\u062D\u0645\u062F", "\u00C1ngel Ruiz" };
    auto const [text, expected] = GENERATE(table<std::string, std::string>({
        { "table at casa lola, CASA LOLA or casa lolas", "name casa lola; name CASA LOLA" },
        { "ana called; banana and anabel did not", "name ana" },
        { "\u7530\u4E2D\u592A\u90CE\u3055\u3093\u306B\u96FB\u8A71", "name \u7530\u4E2D\u592A\u90CE" },
        { "\u0648\u0645\u062D\u0645\u062F \u0647\u0646\u0627", "name \u0645\u062D\u0645\u062F" },
        { "llama a \u00E1ngel ruiz", "name \u00E1ngel ruiz" },
    }));
    CHECK(found_in(text, known) == expected);
}

TEST_CASE("numbers and amounts are found in their usual spellings, dates are left", "[text][redact]")
{
    auto const [text, expected] = GENERATE(table<std::string, std::string>({
        { "el 600.11.22.33 o 600-112-233", "phone 600.11.22.33; phone 600-112-233" },
        { "+1\u00A0202\u00A0555\u00A00123", "phone +1\u00A0202\u00A0555\u00A00123" },
        { "+34\u2011600\u2011112\u2011233", "phone +34\u2011600\u2011112\u2011233" },
        { "\u96FB\u8A71090-1234-5678\u3078", "phone 090-1234-5678" },
        { "tel:+34600112233, 0034 600 112 233", "phone +34600112233; phone 0034 600 112 233" },
        { "on 02/03/2026 10:38, 2.3.2026, 31-12-2025, in 2024-2025", "" },
        { "20 euros, 20\u20AC, 1.234.567,50 EUR, 30 d\u00F3lares", "amount 20 euros; amount 20\u20AC; amount 1.234.567,50 EUR; amount 30 d\u00F3lares" },
        { "US$1,234.50 or $20k or 3 mil euros or 2 millones de pesos", "amount US$1,234.50; amount $20k; amount 3 mil euros; amount 2 millones de pesos" },
        { "1\u202F200,50\u00A0\u20AC and CHF 1'234.50", "amount 1\u202F200,50\u00A0\u20AC; amount CHF 1'234.50" },
        { "between 20-30 \u20AC and \u00A35", "amount 20-30 \u20AC; amount \u00A35" },
        { "a table for 12, 40 credits, room 7, 20 m away", "" },
        { "<ANA.ruiz+x@Example.co.uk>, mailto:b@c.de.", "mail ANA.ruiz+x@Example.co.uk; mail b@c.de" },
    }));
    CHECK(found_in(text) == expected);
}

TEST_CASE("nothing that was found is left, wherever it stands and whatever stands around it", "[text][redact]")
{
    static constexpr std::string_view secrets[] = { "Ana Ruiz", "Jos\u00E9 de la Torre", "\u7530\u4E2D\u592A\u90CE", "+34 952 001 122", "(202) 555-0123", "ana@example.com", "1.200,50 \u20AC", "$99", "30 euros" };
    static constexpr std::string_view around[] = { " and ", ", ", "; ", "\n- ", " (", ") ", " \u2014 ", ": ", "! ", " | " };
    bool const all[hidden_kinds] = { true, true, true, true };
    // Every secret beside every other, with each thing between.
    for (auto const before : secrets)
        for (auto const after : secrets)
            for (auto const between : around) {
                std::string const text = "so " + std::string(before) + std::string(between) + std::string(after) + " said so";
                INFO(text);
                auto const found = private_in(text, { "\u7530\u4E2D\u592A\u90CE" });
                auto const hidden = without_private(text, found, all);
                for (auto const secret : { before, after })
                    CHECK(hidden.find(secret) == std::string::npos);
                for (auto const& one : found)
                    CHECK(hidden.find(one.text) == std::string::npos);
                CHECK(without_private(hidden, found, all) == hidden);
            }
}

TEST_CASE("any bytes are taken, and what stands instead is never taken for a name", "[text][redact]")
{
    bool const all[hidden_kinds] = { true, true, true, true };
    for (auto const& text : { std::string("\xFF\xC3 Ana\xE2\x82"), std::string("\xF0\x9F\x98\x80" "12345678901234567890"), std::string(5000, '('), std::string(5000, '1') + "@", std::string("\0Ana", 4) })
        CHECK(without_private(text, private_in(text), all).size() > 0);
    std::vector<Private> const found { { Hidden::Name, "Ana" }, { Hidden::Name, "name" } };
    CHECK(without_private("Ana and name", found, all) == "[name 1] and [name 2]");
}
