// Row messages: written and read.
#include "core/wire/row_messages.hpp"

#include "core/wire/codec.hpp"
#include "core/wire/master_messages.hpp"
#include "core/wire/row_message_data.hpp"
#include "core/wire/slave_messages.hpp"

namespace acrida::wire {
namespace {

/// The three numbers that most of them have.
template <class Message>
void write_head(Writer& out, const Message& message) {
  out.key("epoch").count(message.epoch);
  out.key("feeder").count(message.feeder);
  out.key("id").count(message.id);
}

void write_range(Writer& out, RowRange range) {
  out.key("first").count(range.first);
  out.key("count").count(range.count);
}

/// Flat: first, count, first, count, ...
void write_ranges(Writer& out, const std::vector<RowRange>& ranges) {
  out.array(2 * ranges.size());
  for (const RowRange& range : ranges) {
    out.count(range.first);
    out.count(range.count);
  }
}

template <class Message>
bool read_head(Reader& in, std::string_view key, Message& message) {
  if (key == "epoch") {
    message.epoch = in.count(UINT64_MAX);
  } else if (key == "feeder") {
    message.feeder = in.count();
  } else if (key == "id") {
    message.id = in.count(UINT64_MAX);
  } else {
    return false;
  }
  return true;
}

bool read_range(Reader& in, std::string_view key, RowRange& range) {
  if (key == "first") {
    range.first = in.count();
  } else if (key == "count") {
    range.count = in.count();
  } else {
    return false;
  }
  return true;
}

std::vector<RowRange> read_ranges(Reader& in) {
  std::vector<RowRange> ranges;
  std::uint32_t numbers = in.array(2 * kMaxRangesPerMessage);
  if (numbers % 2 != 0) in.fail("is not a list of pairs");
  for (; numbers > 0; numbers -= 2) {
    const std::uint64_t first = in.count();
    ranges.push_back({first, in.count()});
  }
  return ranges;
}

}  // namespace

void write_data(Writer& out, const RowsWanted& message, std::string_view) {
  out.map(4);
  write_head(out, message);
  out.key("count").count(message.count);
}

void write_data(Writer& out, const RowsOpen& message, std::string_view) {
  out.map(6);
  write_head(out, message);
  write_range(out, message.range);
  out.key("used");
  write_ranges(out, message.used);
}

void write_data(Writer& out, const RowsSettled& message, std::string_view) {
  out.map(4);
  out.key("epoch").count(message.epoch);
  out.key("feeder").count(message.feeder);
  out.key("used");
  write_ranges(out, message.used);
  out.key("unused");
  write_ranges(out, message.unused);
}

void write_data(Writer& out, const RowsLost&, std::string_view) {
  out.nil();
}

void write_data(Writer& out, const RowsGranted& message, std::string_view) {
  out.map(5);
  write_head(out, message);
  write_range(out, message.range);
}

void write_data(Writer& out, const RowsOpened& message, std::string_view) {
  out.map(4);
  write_head(out, message);
  out.key("granted").boolean(message.granted);
}

RowsWanted read_rows_wanted(Reader& in) {
  RowsWanted message;
  in.fields([&](std::string_view key) {
    if (key != "count") return read_head(in, key, message);
    message.count = in.count();
    return true;
  });
  return message;
}

RowsOpen read_rows_open(Reader& in) {
  RowsOpen message;
  in.fields([&](std::string_view key) {
    if (key != "used") return read_head(in, key, message) || read_range(in, key, message.range);
    message.used = read_ranges(in);
    return true;
  });
  return message;
}

RowsSettled read_rows_settled(Reader& in) {
  RowsSettled message;
  in.fields([&](std::string_view key) {
    if (key == "epoch") {
      message.epoch = in.count(UINT64_MAX);
    } else if (key == "feeder") {
      message.feeder = in.count();
    } else if (key == "used") {
      message.used = read_ranges(in);
    } else if (key == "unused") {
      message.unused = read_ranges(in);
    } else {
      return false;
    }
    return true;
  });
  return message;
}

RowsGranted read_rows_granted(Reader& in) {
  RowsGranted message;
  in.fields([&](std::string_view key) {
    return read_head(in, key, message) || read_range(in, key, message.range);
  });
  return message;
}

RowsOpened read_rows_opened(Reader& in) {
  RowsOpened message;
  in.fields([&](std::string_view key) {
    if (key != "granted") return read_head(in, key, message);
    message.granted = in.boolean();
    return true;
  });
  return message;
}

}  // namespace acrida::wire
