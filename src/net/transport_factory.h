#pragma once

#include "net/transport.h"

#include <functional>
#include <memory>

namespace kally::net {

/// The platform's own transport: Emscripten's Fetch on the web, libcurl natively.
std::unique_ptr<Transport> make_transport();

/// Called when an answer has arrived and waits for poll(); on the web nothing else would draw a frame.
void set_arrival_hook(std::function<void()>);

} // namespace kally::net
