// The messages between the master and its director: written and read.
#include "core/wire/director_message.hpp"

#include "core/wire/codec.hpp"
#include "core/wire/named_data.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/wire_fields.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {
namespace {

void write(Writer& out, const DirectRun& message) {
  out.text("direct_run");
  out.array(3);
  out.count(message.number);
  out.text(message.shape);
  out.map(message.options.size());
  for (const auto& [name, value] : message.options) {
    out.text(name);
    out.text(value);
  }
}
void write(Writer& out, const AskShape& message) {
  out.text("ask_shape");
  out.array(2);
  out.count(static_cast<std::uint64_t>(message.state.run_time.count()));
  out.count(message.state.users);
}
void write(Writer& out, const RunNews& message) {
  out.text("news");
  out.array(2);
  out.count(static_cast<std::uint64_t>(message.kind));
  out.count(message.users);
}
void write(Writer& out, const SlaveJoined& message) {
  out.text("slave_joined");
  out.text(message.slave);
}
void write(Writer& out, const SlaveData& message) {
  out.text("slave_data");
  out.array(2);
  out.text(message.slave);
  out.map(message.values.size());
  write_named_data(out, message.values);
}
void write(Writer& out, const CustomOf& message) {
  out.text("custom");
  out.array(3);
  out.text(message.slave);
  out.text(message.type);
  write_value(out, message.data_msgpack);
}
void write(Writer& out, const QuitWith& message) {
  out.text("quit_with");
  out.integer(message.exit_code);
}
void write(Writer& out, const RunDirected& message) {
  out.text("run_directed");
  out.array(2);
  out.count(message.number);
  out.text(message.error);
}
void write(Writer& out, const ShapeAnswer& message) {
  out.text("shape_answer");
  if (!message.target) return out.text(message.error);
  out.array(3);
  out.count(message.target->users);
  out.number(message.target->spawn_rate);
  out.array(message.target->user_classes.size());
  for (const std::string& name : message.target->user_classes) out.text(name);
}
void write(Writer& out, const HookThrew&) {
  out.text("hook_threw");
  out.nil();
}

void expect_array(Reader& in, std::uint32_t elements) {
  if (in.array(kMaxEntriesPerReport) != elements) in.fail("has a wrong number of elements");
}

DirectRun read_direct_run(Reader& in) {
  expect_array(in, 3);
  DirectRun run;
  run.number = in.count();
  run.shape = in.text();
  for (std::uint32_t pairs = in.map(kMaxEntriesPerReport); pairs > 0; --pairs) {
    std::string name(in.text());
    run.options[std::move(name)] = in.text();
  }
  return run;
}

RunDirected read_run_directed(Reader& in) {
  expect_array(in, 2);
  const std::uint64_t number = in.count();
  return {number, std::string(in.text())};
}

AskShape read_ask(Reader& in) {
  expect_array(in, 2);
  AskShape ask;
  ask.state.run_time = std::chrono::nanoseconds(in.count(INT64_MAX));
  ask.state.users = in.count();
  return ask;
}

RunNews read_news(Reader& in) {
  expect_array(in, 2);
  RunNews news;
  news.kind = static_cast<RunNews::Kind>(in.count(3));
  news.users = in.count();
  return news;
}

SlaveData read_slave_data(Reader& in) {
  expect_array(in, 2);
  SlaveData data;
  data.slave = in.text();
  in.fields([&](std::string_view name) { return read_named_value(in, name, data.values); });
  return data;
}

CustomOf read_custom(Reader& in) {
  expect_array(in, 3);
  CustomOf custom;
  custom.slave = in.text();
  custom.type = in.text();
  custom.data_msgpack = in.raw();
  return custom;
}

QuitWith read_quit(Reader& in) {
  return {static_cast<std::int64_t>(in.number())};
}

ShapeAnswer read_answer(Reader& in) {
  ShapeAnswer answer;
  if (in.next_is_text()) {
    answer.error = in.text();
    return answer;
  }
  expect_array(in, 3);
  LoadTarget& target = answer.target.emplace();
  target.users = in.count();
  target.spawn_rate = in.number();
  for (std::uint32_t names = in.array(kMaxEntriesPerReport); names > 0; --names)
    target.user_classes.emplace_back(in.text());
  return answer;
}

ToDirector read_to_director(Reader& in, std::string_view type) {
  if (type == "direct_run") return read_direct_run(in);
  if (type == "ask_shape") return read_ask(in);
  if (type == "news") return read_news(in);
  if (type == "slave_joined") return SlaveJoined{std::string(in.text())};
  if (type == "slave_data") return read_slave_data(in);
  if (type == "custom") return read_custom(in);
  if (type == "quit_with") return read_quit(in);
  in.fail("is not known");
}

FromDirector read_from_director(Reader& in, std::string_view type) {
  if (type == "run_directed") return read_run_directed(in);
  if (type == "shape_answer") return read_answer(in);
  if (type == "hook_threw") return in.skip(), HookThrew{};
  if (type == "custom") return read_custom(in);
  if (type == "quit_with") return read_quit(in);
  in.fail("is not known");
}

template <class Message>
std::string encode_frame(const Message& message) {
  Writer out;
  out.array(2);
  std::visit([&](const auto& which) { write(out, which); }, message);
  return out.take();
}

template <class Message, class Read>
Result<Message> decode_frame(std::string_view frame, Read read) {
  try {
    Reader in(frame);
    if (frame.empty()) in.fail("is empty");
    expect_array(in, 2);
    in.set_place("type");
    const std::string_view type = in.text();
    Message message = read(in, type);
    if (!in.at_end()) in.fail("has bytes after its end");
    return message;
  } catch (const DecodeError& error) {
    return Error{std::string("a message of the director's pipe: ") + error.what()};
  }
}

}  // namespace

std::string encode(const ToDirector& message) {
  return encode_frame(message);
}
std::string encode(const FromDirector& message) {
  return encode_frame(message);
}
Result<ToDirector> decode_to_director(std::string_view frame) {
  return decode_frame<ToDirector>(frame, read_to_director);
}
Result<FromDirector> decode_from_director(std::string_view frame) {
  return decode_frame<FromDirector>(frame, read_from_director);
}

}  // namespace acrida::wire
