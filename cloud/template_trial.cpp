// TemplateTrial: whether a machine that is made from a template joins its master.
#include "cloud/template_trial.hpp"

#include <cstdio>
#include <exception>
#include <optional>
#include <thread>

#include <boost/json.hpp>

#include "cloud/open_provider.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kLook{500};
constexpr std::chrono::seconds kEndLimit{300};

std::string text_in(const json::value& object, const char* key) {
  const json::value* value = object.as_object().if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// One machine of a master, as it comes and goes.
class Trial final {
 public:
  explicit Trial(const MasterClient& master) : master_(master) {}

  Result<void> make(const std::string& template_id) {
    json::object body{{"count", 1}, {"key", random_key()}};
    if (!template_id.empty()) body["template"] = template_id;
    const auto answer = master_.post("machines/spawn", json::serialize(body));
    if (!answer) return answer.error();
    id_ = std::string(json::parse(answer.value()).at("machines").as_array().at(0).as_string());
    return {};
  }

  /// Until its slave is there.
  Result<void> wait_for_slave(std::chrono::seconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    for (;;) {
      const auto machine = look();
      if (!machine) return machine.error();
      if (!*machine) return Error{id_ + ": the master does not know it any more"};
      const std::string step = text_in(**machine, "step");
      if (step == "ready" || step == "running") return {};
      if (step == "failed" || step == "gone" || step == "stopped")
        return Error{id_ + ": " + reason_of(**machine)};
      if (std::chrono::steady_clock::now() > end)
        return Error{id_ + ": its slave has not come in " + std::to_string(limit.count()) +
                     " s; it is " + step};
      std::this_thread::sleep_for(kLook);
    }
  }

  /// Until it is gone.
  Result<void> remove() {
    const auto asked =
        master_.post("machines/delete", json::serialize(json::object{{"machine", id_}}));
    if (!asked) return asked.error();
    const auto end = std::chrono::steady_clock::now() + kEndLimit;
    for (;;) {
      const auto machine = look();
      if (!machine) return machine.error();
      if (!*machine || text_in(**machine, "step") == "gone") return {};
      if (std::chrono::steady_clock::now() > end)
        return Error{id_ + ": is still there; see acrida cloud ls and rm"};
      std::this_thread::sleep_for(kLook);
    }
  }

 private:
  /// Prints its step when that is another than before.
  Result<std::optional<json::value>> look() {
    const auto answer = master_.get("machines");
    if (!answer) return answer.error();
    const json::value all = json::parse(answer.value());
    for (const json::value& machine : all.at("machines").as_array()) {
      if (text_in(machine, "id") != id_) continue;
      const std::string step = text_in(machine, "step");
      if (step != step_) {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
        std::printf("%6.1f s  %s: %s\n", passed.count(), id_.c_str(), step.c_str());
        std::fflush(stdout);
      }
      step_ = step;
      return std::optional(machine);
    }
    return std::optional<json::value>();
  }

  static std::string reason_of(const json::value& machine) {
    const json::value& error = machine.at("error");
    if (!error.is_object()) return "it ended before its slave came";
    return text_in(error, "step") + ": " + text_in(error, "cause") + "; " +
           text_in(error, "remedy");
  }

  const MasterClient& master_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::string id_;
  std::string step_;
};

}  // namespace

Result<void> try_template(const MasterClient& master, const std::string& template_id,
                          std::chrono::seconds limit) {
  Trial trial(master);
  if (auto made = trial.make(template_id); !made) return made;
  Result<void> joined, removed;
  try {
    joined = trial.wait_for_slave(limit);
  } catch (const std::exception& error) {  // the answer is none of a master's
    joined = Error{error.what()};
  }
  removed = trial.remove();
  if (joined && removed) return {};
  if (joined) return removed;
  return removed ? joined : Error{joined.error().what + "; " + removed.error().what};
}

}  // namespace acrida
