#pragma once

#include "base/text.h"

// What the page and the sandbox's module say to each other: one text of fields each way (base/text.h).
//   command=start  now seed saved account  answers ok
//   command=answer now method url authorization body limit   answers status body type latency drop retry-after revision
//   command=sign-in now                    answers access refresh lifetime revision
//   command=visit  now language address name value  answers what sandbox/hosted.h says, revision
//   command=save                           answers saved
namespace kally::sandbox {

constexpr std::string_view field_command = "command";

} // namespace kally::sandbox
