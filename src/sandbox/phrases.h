#pragma once

#include "sandbox/model.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace kally::sandbox {

/// Everything the coordinator can say. The text stands in phrases.cpp, in both languages.
enum class Phrase : std::uint8_t {
    SandboxNote, SandboxResult, SandboxMark,
    SearchFound, SearchNear, SearchFoundSome, SearchHead, SearchDrafts, SearchAsking, SearchWorking, AnswersHead, AnswersNone, FinaleClosest, FinaleCheapest, FinaleLongest, NotListed,
    CompareIntro, CompareHead,
    DraftsIntro, DraftSame, DraftTo, DraftOne, DraftBody, DraftMatter, DraftAvailability, DraftQuestion, DraftConfirm, DraftBrief, NoDrafts, EmailFinale,
    SentAll, SentOne,
    CallStarted, CallNumber, CallRefused, CallFinale, CallHighlights, CallNext, CallTask,
    SlotsIntro, SlotsQuestion, SlotTaken, InvitationNote,
    BookingIntro, BookingWhere, BookingWhen, BookingPeople, BookingQuestion, BookingDone, BookingAmount,
    BillIntro, BillTable, BillQuestion, BillActing, BillLeft, BillFinale, BillOf,
    ErrandIntro, ErrandStarted, ErrandFinale,
    FollowEmail, FollowCall, FollowAvailability, FollowAmount, FollowBrief, FollowNote, FollowNoTask,
    StatusIntro, StatusDone, StatusNow, StatusNext, StatusWaiting, StatusFinished, StatusNothing,
    Cancelled, NothingToCancel, NothingWaiting,
    ThanksDone, ThanksRunning, Greeting, Unclear,
    // Actions
    ActSearch, ActDrafts, ActDraft, ActUpdated, ActSent, ActCall, ActCalendar, ActInvite, ActBooking, ActBooked, ActBill, ActProvider, ActErrand,
    // Steps
    StepFind, StepCompare, StepDraftAll, StepSend, StepAnswers, StepSumUp, StepRoom, StepPrepare, StepCall, StepWriteDown, StepDraft,
    StepCalendar, StepChoice, StepInvite, StepAsk, StepConfirm, StepReadBill, StepUsual, StepDecide, StepProvider, StepNeeded, StepDo, StepCheck,
    // Suggestions: understood when they come back
    SayApproveAll, SayShowDrafts, SayAvailability, SayEmailFirst, SayEmailAll, SayCallName, SayCompare, SayStatus, SayStop, SayApproveSend,
    SayShorter, SayOtherTimes, SayFirst, SaySecond, SayConfirm, SayBetterRate, SayRemoveExtra, SayLeave, SayReminder, SayVisit, SayThanks,
    SayConfirmation, SayExampleSearch, SayExampleTable, SayExampleBill,
    // Titles
    TitleCall, TitleEmail, TitleSchedule, TitleBooking, TitleBill,
    // Defaults for what was not said
    DefaultSubject, DefaultBusiness, DefaultProvider, DefaultWhen, DefaultClient,
    // Mail
    EmailSubject, EmailQuestion, EmailNote, ReplyOffer, ReplyYes, ReplyLater,
    // What a goal waits for, and what is said when the person has decided outside of the chat
    AskBudget, AskSoftCap, AskEscalated, StepNegotiate, BetterOutcome,
    StepApproved, BudgetApproved, CapRaised, OutcomeAccepted, Negotiating, Escalated,
    // Calls
    TalkGreeting, TalkAnswer, TalkTask, TalkMoment, TalkThanks, TalkGoodbye, TalkMachine, TalkMessage,
    Count,
};

/// The phrase in that language; {0}, {1}, ... become the arguments.
std::string say(Language, Phrase, std::initializer_list<std::string_view> arguments = {});

} // namespace kally::sandbox
