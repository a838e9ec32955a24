#pragma once

#include "store/state.h"

#include <optional>
#include <string>
#include <string_view>

// What is kept on this device, as flat records with a version. A record of a newer version is left alone.
namespace kally::store {

std::string encode_intent(Intent const&);
std::optional<Intent> decode_intent(std::string_view); ///< Empty when it is damaged or of a newer version.
/// A call whose end is not known, kept in the table of intents.
std::string encode_call(CallIntent const&);
std::optional<CallIntent> decode_call(std::string_view);
std::string encode_deed(Deed const&); ///< In the same table.
std::optional<Deed> decode_deed(std::string_view);
/// Among the records of the deeds; one of a kind about the same thing at a time.
IntentId deed_key(Deed const&);
bool is_deed(IntentId const&); ///< Or else of a message or a call.
Owner owner_of(std::string_view record); ///< Of anything in the tables of intents and drafts; empty when it names none.
/// Whether a newer program wrote this.
bool is_newer(std::string_view record);
/// A draft with its owner and page; its name among the records. What is no such record is the text of an older version.
std::string encode_draft(Draft const&);
Draft decode_draft(std::string_view name, std::string_view record);
std::string draft_key(Draft const&);
std::string encode_settings(Settings const&);
std::optional<Settings> decode_settings(std::string_view);
std::string encode_mark(Mark const&);
std::optional<Mark> decode_mark(std::string_view);

/// An entry of the log: what was shown, what was sent, what came back.
std::string encode_decision(std::string const& key, Decision const&);
/// How the goals stand that the person sees now, to tell them later what changed. At most 500.
std::string encode_seen(State const&);
void adopt_seen(State&, std::string_view); ///< What encode_seen wrote in an earlier visit; anything else changes nothing.

/// What was read of the service so far, as a JSON object of lists: conversations, threads, goals, calls, ledger, outbox, inbox,
/// actions. Texts and amounts as they came; what is not known is left out.
std::string encode_read(State const&);

} // namespace kally::store
