#include "base/text.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;

TEST_CASE("code points survive the way through UTF-8", "[base][text]")
{
    for (char32_t code_point = 1; code_point <= 0x10FFFF; code_point += code_point < 0x3000 ? 1 : 61) {
        if (code_point >= 0xD800 && code_point < 0xE000)
            continue;
        std::string text;
        append_utf8(text, code_point);
        std::size_t at = 0;
        if (next_code_point(text, at) != code_point || at != text.size() || !is_valid_utf8(text))
            FAIL("U+" << std::hex << static_cast<unsigned>(code_point));
    }
    std::string lone;
    append_utf8(lone, 0xD800);
    append_utf8(lone, 0x110000);
    CHECK(lone == "\uFFFD\uFFFD");
}

TEST_CASE("invalid bytes become replacement characters, one each", "[base][text]")
{
    auto const [bytes, text] = GENERATE(table<std::string, std::string>({
        { "plain", "plain" },
        { "a\xFF" "b", "a\uFFFDb" },
        { "\xC0\xAF", "\uFFFD\uFFFD" },         // overlong
        { "\xE0\x80\xAF", "\uFFFD\uFFFD\uFFFD" },
        { "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD" }, // surrogate
        { "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD" },
        { "\xE2\x82", "\uFFFD\uFFFD" },         // cut short
        { "\xF0\x9F\x99", "\uFFFD\uFFFD\uFFFD" },
        { "\x80", "\uFFFD" },
        { "Málaga \xF0\x9F\x99\x82", "Málaga 🙂" },
    }));
    CHECK(to_valid_utf8(bytes) == text);
    CHECK(is_valid_utf8(bytes) == (bytes == text));
    CHECK(is_valid_utf8(text));
}

TEST_CASE("an invalid byte is found anywhere in a long text", "[base][text]")
{
    std::string const around = "abcdefghijklmnopqrstuvwxyz";
    for (std::size_t at = 0; at <= around.size(); ++at) {
        CAPTURE(at);
        auto const with = [&](std::string const& part) { return around.substr(0, at) + part + around.substr(at); };
        CHECK(is_valid_utf8(with("é")));
        CHECK_FALSE(is_valid_utf8(with("\xFF")));
        CHECK(to_valid_utf8(with("\xFF")) == with("\uFFFD"));
        CHECK(to_valid_utf8(with("é\xC3")) == with("é\uFFFD"));
    }
}

TEST_CASE("search ignores case and accents", "[base][text]")
{
    auto const [text, folded] = GENERATE(table<std::string, std::string>({
        { "Málaga", "malaga" },
        { "MA\u0301LAGA", "malaga" },
        { "ÀÉÎÕÜ Çñ", "aeiou cn" },
        { "Łódź, Øre, Đà Nẵng", "lodz, ore, da nang" },
        { "Straße", "strasse" },
        { "Œuvre, Ærø", "oeuvre, aero" },
        { "Bucureşti și Iași", "bucuresti si iasi" },
        { "Αθήνα Οδός ΟΔΟΣ", "αθηνα οδοσ οδοσ" },
        { "Киёв Київ Йод ЎЗБЕК", "киев киів иод узбек" },
        { "東京 ١٢ 🙂", "東京 ١٢ 🙂" },
        { "", "" },
    }));
    CHECK(fold_for_search(text) == folded);
    CHECK(fold_for_search(folded) == folded);
}

TEST_CASE("blank space around a text is taken off", "[base][text]")
{
    CHECK(trim(" \t\r\n a b \n") == "a b");
    CHECK(trim("a") == "a");
    CHECK(trim(" \n ").empty());
    CHECK(trim("").empty());
}

TEST_CASE("percent encoding keeps unreserved characters only", "[base][text]")
{
    CHECK(percent_encode("c_12345-a.b~Z") == "c_12345-a.b~Z");
    CHECK(percent_encode("a b/c?d=e&f+%") == "a%20b%2Fc%3Fd%3De%26f%2B%25");
    CHECK(percent_encode("ñ") == "%C3%B1");
    std::string every_byte;
    for (int byte = 1; byte < 128; ++byte)
        every_byte += static_cast<char>(byte);
    CHECK(percent_decode(percent_encode(every_byte)) == every_byte);
}

TEST_CASE("percent decoding refuses what is broken", "[base][text]")
{
    CHECK(percent_decode("a%20b+c") == "a b+c");
    CHECK(percent_decode("%c3%B1") == "ñ");
    for (auto const* broken : { "%", "%2", "%2g", "%%41", "a%", "%FF", "%C3" })
        CHECK_FALSE(percent_decode(broken));
}

TEST_CASE("fields survive the way through their text", "[base][text]")
{
    std::vector<Field> const fields { { "name", "Ana=1&\n2" }, { "empty", "" }, { "", "nameless" }, { "name", "again" } };
    auto const text = encode_fields(fields);
    CHECK(decode_fields(text) == fields);
    CHECK(field(fields, "name") == "Ana=1&\n2");
    CHECK(field(fields, "absent").empty());
    CHECK(decode_fields("") == std::vector<Field> {});
    CHECK(decode_fields(encode_fields({ { "a", "\xFF" } })) == std::vector<Field> { { "a", "\uFFFD" } });
}

TEST_CASE("fields that were not written by us are refused", "[base][text]")
{
    auto const text = GENERATE(as<std::string>(), "name", "name=value", "name\n", "a=b=c\n", "a=b\n\n", "a=%zz\n", "a=b c\n", "a=%c3%b1\n",
        "{\"a\":1}", "a=b\r\n");
    CAPTURE(text);
    CHECK_FALSE(decode_fields(text));
}

TEST_CASE("a text of fields cut short never gains a field", "[base][text]")
{
    auto const text = encode_fields({ { "one", "1" }, { "two", "zwei & ñ" }, { "three", "" } });
    for (std::size_t length = 0; length < text.size(); ++length) {
        auto const cut = decode_fields(text.substr(0, length));
        auto const at_line_end = length == 0 || text[length - 1] == '\n';
        CHECK(cut.has_value() == at_line_end);
        if (cut)
            CHECK(cut->size() < 3);
    }
}
