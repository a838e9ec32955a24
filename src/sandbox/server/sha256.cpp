#include "sandbox/server/sha256.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace kally::sandbox {

// FIPS 180-4: the constants are the first 32 bits of the fractions of roots of the first primes.
struct Constants {
    std::array<std::uint32_t, 8> start {};
    std::array<std::uint32_t, 64> round {};
};
static Constants make_constants()
{
    auto fraction = [](long double root) { return static_cast<std::uint32_t>((root - std::floor(root)) * 4294967296.0L); };
    Constants constants;
    for (unsigned candidate = 2, found = 0; found < 64; ++candidate) {
        auto prime = true;
        for (unsigned d = 2; d * d <= candidate; ++d)
            prime = prime && candidate % d != 0;
        if (!prime)
            continue;
        if (found < 8)
            constants.start[found] = fraction(std::sqrt(static_cast<long double>(candidate)));
        constants.round[found++] = fraction(std::cbrt(static_cast<long double>(candidate)));
    }
    return constants;
}

static std::array<std::uint8_t, 32> sha256(std::string_view text)
{
    static auto const constants = make_constants();
    std::string padded { text };
    padded += '\x80';
    while (padded.size() % 64 != 56)
        padded += '\0';
    for (int shift = 56; shift >= 0; shift -= 8)
        padded += static_cast<char>(static_cast<std::uint64_t>(text.size()) * 8 >> shift);
    auto state = constants.start;
    for (std::size_t block = 0; block < padded.size(); block += 64) {
        std::array<std::uint32_t, 64> w {};
        for (std::size_t i = 0; i < 64; ++i)
            w[i / 4] = (w[i / 4] << 8) | static_cast<std::uint8_t>(padded[block + i]);
        for (std::size_t i = 16; i < 64; ++i) {
            auto const a = w[i - 15], b = w[i - 2];
            w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3)) + w[i - 7] + (std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10));
        }
        auto s = state;
        for (std::size_t i = 0; i < 64; ++i) {
            auto const big1 = std::rotr(s[4], 6) ^ std::rotr(s[4], 11) ^ std::rotr(s[4], 25);
            auto const choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
            auto const one = s[7] + big1 + choice + constants.round[i] + w[i];
            auto const big0 = std::rotr(s[0], 2) ^ std::rotr(s[0], 13) ^ std::rotr(s[0], 22);
            auto const two = big0 + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
            s = { one + two, s[0], s[1], s[2], s[3] + one, s[4], s[5], s[6] };
        }
        for (std::size_t i = 0; i < 8; ++i)
            state[i] += s[i];
    }
    std::array<std::uint8_t, 32> digest {};
    for (std::size_t i = 0; i < 32; ++i)
        digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

std::string s256_challenge(std::string_view verifier)
{
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    auto const digest = sha256(verifier);
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (auto const byte : digest) {
        bits = (bits << 8) | byte;
        for (held += 8; held >= 6; held -= 6)
            out += alphabet[(bits >> (held - 6)) & 63];
    }
    return out + alphabet[(bits << (6 - held)) & 63];
}

} // namespace kally::sandbox
