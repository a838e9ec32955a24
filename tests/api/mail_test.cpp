#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::api;

TEST_CASE("the outbox is read under both names, with the text or without", "[api][mail]")
{
    auto const body = GENERATE(as<std::string>(), R"({"emails":[{"id":"em_1","to":"a@b.example","subject":"Quote","status":"pending_approval","created_at":"2026-03-02T08:22:00Z"}]})",
        R"({"items":[{"email_id":"em_1","to":"a@b.example","subject":"Quote","status":"pending_approval","created_at":"2026-03-02T08:22:00Z","body":"Hello"}]})");
    auto const outbox = list_outbox().decode(body);
    REQUIRE(outbox.has_value());
    REQUIRE(outbox->size() == 1);
    CHECK(outbox->front().id == EmailId { "em_1" });
    CHECK(outbox->front().to == "a@b.example");
    CHECK(outbox->front().status == "pending_approval");
    CHECK(outbox->front().body.has_value() == (body.find("Hello") != std::string::npos));
}

TEST_CASE("an email without an id is shown, not refused", "[api][mail]")
{
    auto const outbox = list_outbox().decode(R"({"emails":[{"subject":"Quote","status":"new_state"}]})");
    REQUIRE(outbox.has_value());
    CHECK(outbox->front().id.empty());
    CHECK(outbox->front().status == "new_state");
}

TEST_CASE("emails are queued, approved, dropped and answered", "[api][mail]")
{
    auto const queued = queue_email({ .to = "a@b.example", .subject = "Quote \"x\"", .body = "Hello\n" });
    CHECK(queued.method == Method::Post);
    CHECK(queued.target == "/v1/actions/email/send");
    CHECK(queued.body == R"({"to":"a@b.example","subject":"Quote \"x\"","body":"Hello\n"})");
    CHECK(queue_email({ .cc = "c@d.example" }).body.find(R"("cc":"c@d.example")") != std::string::npos);
    CHECK(act_on_email({ "em/1" }, EmailAction::Approve).target == "/v1/actions/email/em%2F1/approve");
    CHECK(act_on_email({ "em_1" }, EmailAction::Cancel).target == "/v1/actions/email/em_1/cancel");
    CHECK(act_on_email({ "em_1" }, EmailAction::Cancel).body.empty());
    CHECK(act_on_email({}, EmailAction::Approve).decode("")->status == std::nullopt);
    CHECK(get_email_replies({ "em_1" }).target == "/v1/actions/email/em_1/replies");
    for (auto const* key : { "replies", "messages", "items", "emails" })
        CHECK(get_email_replies({}).decode(R"({")" + std::string { key } + R"(":[{"id":"im_1"}]})")->size() == 1);
}

TEST_CASE("the inbox is asked for by channel and for what is unread", "[api][mail]")
{
    CHECK(list_inbox({}).target == "/v1/messages/inbox?limit=50");
    CHECK(list_inbox({ .limit = 5, .channel = "sms", .unread_only = true }).target == "/v1/messages/inbox?channel=sms&limit=5&unread=true");
    CHECK(get_inbox_message({ "im 1" }).target == "/v1/messages/inbox/im%201");
    CHECK(get_inbox_thread({ "th_1" }).target == "/v1/messages/conversation/th_1");
    CHECK(mark_messages_read({ { "im_1" }, { "im_2" } }).body == R"({"message_ids":["im_1","im_2"]})");
}

TEST_CASE("a message is read in full under each of its names", "[api][mail]")
{
    auto const body = GENERATE(as<std::string>(), R"({"id":"im_1","body":"95 pounds","conversation_id":"th_1","subject":null})",
        R"({"message_id":"im_1","content":"95 pounds","conversation_id":"th_1"})", R"({"id":"im_1","text":"95 pounds","conversation_id":"th_1","unread":"no"})");
    auto const message = get_inbox_message({}).decode(body);
    REQUIRE(message.has_value());
    CHECK(message->id == InboxId { "im_1" });
    CHECK(message->body == "95 pounds");
    CHECK(message->thread_id == ThreadId { "th_1" });
    CHECK_FALSE(message->unread);
    for (auto const* key : { "messages", "items", "thread" })
        CHECK(get_inbox_thread({}).decode(R"({"conversation_id":"th_1",")" + std::string { key } + R"(":[{"id":"im_1"}]})")->messages.size() == 1);
}
