// MasterWatch: whether the master answers the heartbeats.
#include "slave/agent/master_watch.hpp"

#include <utility>

namespace acrida {

bool MasterWatch::on_answer(const wire::HeartbeatReply& reply, Now now) {
  last_answer_ = now.mono;
  if (reply.receipt) answer_time_ = reply.receipt->time;
  return std::exchange(is_silent_, false);
}

wire::Beat MasterWatch::beat(Now now) {
  wire::Beat beat;
  beat.number = ++heartbeats_;
  beat.sent_at = now.wall;
  beat.answered = answer_time_;
  if (last_answer_) beat.held = now.mono - *last_answer_;
  return beat;
}

MasterWatch::News MasterWatch::look(Now now) {
  if (!last_answer_) return News::none;
  const auto silence = now.mono - *last_answer_;
  if (silence > grace_) {
    last_answer_.reset();
    is_silent_ = false;
    return News::given_up;
  }
  return silence > kSilence && !std::exchange(is_silent_, true) ? News::silent : News::none;
}

}  // namespace acrida
