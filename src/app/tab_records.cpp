#include "app/tab_records.h"

#include "base/text.h"

namespace kally {

namespace {

constexpr std::string_view tables_key = "kally.sandbox.records"; ///< Fields "table/key" with their values.

std::vector<Field> read_all()
{
    auto const text = platform::value(platform::Keep::Tab, tables_key);
    return text ? decode_fields(*text).value_or(std::vector<Field> {}) : std::vector<Field> {};
}

std::string name_of(std::string_view table, std::string_view key) { return std::string(table) + "/" + std::string(key); }

} // namespace

void TabRecords::load(std::string_view table, Loaded done)
{
    Records found;
    auto const start = name_of(table, {});
    for (auto& field : read_all())
        if (field.name.starts_with(start))
            found.emplace_back(field.name.substr(start.size()), std::move(field.value));
    done(std::move(found));
}

void TabRecords::put(std::string_view table, std::string_view key, std::string_view value, std::function<void(bool)> done, std::vector<Name> const& instead_of)
{
    auto all = read_all();
    auto const take_out = [&](std::string const& name) { std::erase_if(all, [&](Field const& field) { return field.name == name; }); };
    take_out(name_of(table, key));
    for (auto const& [other_table, other_key] : instead_of)
        take_out(name_of(other_table, other_key));
    if (!value.empty())
        all.push_back({ name_of(table, key), std::string(value) });
    done(platform::set_value(platform::Keep::Tab, tables_key, encode_fields(all)));
}

void TabRecords::replace(std::string_view table, std::string_view key, std::string_view, std::string_view value, std::function<void(Replaced, std::string)> done)
{
    // A tab is alone with its records.
    put(table, key, value, [value = std::string(value), done = std::move(done)](bool stored) { done(stored ? Replaced::Stored : Replaced::Refused, stored ? value : std::string {}); });
}

void TabRecords::clear() { platform::remove_value(platform::Keep::Tab, tables_key); }

} // namespace kally
