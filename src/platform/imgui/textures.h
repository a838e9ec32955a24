#pragma once

namespace kally::platform {

/// Says of the atlas what a renderer would say, where nothing is rendered.
void accept_textures();

} // namespace kally::platform
