#include "api/client_config.h"

#include <nlohmann/json.hpp>

namespace kally::api {

ClientConfig decode_client_config(std::string_view json)
{
    ClientConfig config;
    auto const document = nlohmann::json::parse(json.begin(), json.end(), nullptr, false);
    if (!document.is_object())
        return config;
    auto text = [&](char const* name, std::string& target) {
        if (auto const found = document.find(name); found != document.end())
            if (auto const* value = found->get_ptr<std::string const*>())
                target = *value;
    };
    std::string flow, service, mode, account;
    text("api_base", config.api_base);
    text("sign_in_base", config.sign_in_base);
    text("mode", mode);
    text("flow", flow);
    text("service", service);
    text("sandbox_account", account);
    text("client_id", config.client_id);
    text("authorize_endpoint", config.authorize_endpoint);
    text("token_endpoint", config.token_endpoint);
    text("service_name", config.service_name);
    text("callback", config.callback);
    config.code_flow = flow == "code" && !config.client_id.empty() && !config.token_endpoint.empty();
    config.sandbox = service == "sandbox";
    config.sandbox_account = account == "empty" ? SandboxAccount::Empty : SandboxAccount::Demo;
    if (auto const hosts = document.find("checkout_hosts"); hosts != document.end() && hosts->is_array())
        for (auto const& host : *hosts)
            if (auto const* value = host.get_ptr<std::string const*>())
                config.checkout_hosts.push_back(*value);
    for (auto* base : { &config.api_base, &config.sign_in_base })
        while (!base->empty() && base->back() == '/')
            base->pop_back();
    if (mode == "relay") // the page's own origin passes /v1/* on
        config.api_base.clear();
    return config;
}

} // namespace kally::api
