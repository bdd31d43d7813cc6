// Log set-up: spdlog's sink and pattern.
#include "core/cli/log_setup.hpp"

#include <memory>
#include <stdexcept>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace acrida {
namespace {

/// spdlog's own level names are in lower case.
class UpperCaseLevel final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    constexpr const char* kNames[] = {"TRACE", "DEBUG",    "INFO", "WARNING",
                                      "ERROR", "CRITICAL", "OFF"};
    const std::string_view name = kNames[message.level];
    out.append(name.data(), name.data() + name.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<UpperCaseLevel>();
  }
};

spdlog::level::level_enum level_named(const std::string& name) {
  if (name == "DEBUG") return spdlog::level::debug;
  if (name == "WARNING") return spdlog::level::warn;
  if (name == "ERROR") return spdlog::level::err;
  if (name == "CRITICAL") return spdlog::level::critical;
  return spdlog::level::info;
}

spdlog::sink_ptr make_sink(const std::string& file) {
  if (file.empty()) return std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  } catch (const spdlog::spdlog_ex& error) {
    throw std::runtime_error("--logfile: " + std::string(error.what()));
  }
}

}  // namespace

void set_up_log(const std::string& command, const std::string& level, const std::string& file) {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<UpperCaseLevel>('*').set_pattern("[%Y-%m-%d %H:%M:%S.%e] %^%*%$/%n: %v");
  auto logger = std::make_shared<spdlog::logger>(command, make_sink(file));
  logger->set_formatter(std::move(formatter));
  logger->set_level(level_named(level));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void log_at_any_level(const std::string& text) {
  const auto logger = spdlog::default_logger();
  const spdlog::details::log_msg message(logger->name(), spdlog::level::info, text);
  for (const spdlog::sink_ptr& sink : logger->sinks()) {
    sink->log(message);
    sink->flush();
  }
}

}  // namespace acrida
