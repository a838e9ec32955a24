// libFuzzer's entry; which target is the compiler's definition KALLY_FUZZ_TARGET.
#include "targets.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static auto const run = [] {
        for (auto const& target : targets())
            if (target.name == KALLY_FUZZ_TARGET)
                return target.run;
        return decltype(Target::run) {};
    }();
    run({ reinterpret_cast<char const*>(data), size });
    return 0;
}
