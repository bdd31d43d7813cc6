// ProcessRecord: what is known of a slave process that is a machine.
#include "cloud/process/process_record.hpp"

#include <boost/json.hpp>

namespace acrida {

namespace json = boost::json;

std::optional<ProcessRecord> ProcessRecord::from_text(const std::string& text) {
  try {
    const json::object content = json::parse(text).as_object();
    ProcessRecord record;
    record.tags = json::value_to<CloudTags>(content.at("tags"));
    record.name = json::value_to<std::string>(content.at("name"));
    record.ended = json::value_to<std::string>(content.at("ended"));
    const json::value& process = content.at("process");
    if (process.is_null()) return record;
    record.process = {.pid = process.at("pid").to_number<pid_t>(),
                      .start_ticks = process.at("start_ticks").to_number<std::uint64_t>(),
                      .boot = json::value_to<std::string>(process.at("boot"))};
    return record;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string ProcessRecord::text() const {
  json::object content{
      {"name", name}, {"tags", json::value_from(tags)}, {"ended", ended}, {"process", nullptr}};
  if (process)
    content["process"] = {
        {"pid", process->pid}, {"start_ticks", process->start_ticks}, {"boot", process->boot}};
  return json::serialize(content);
}

}  // namespace acrida
