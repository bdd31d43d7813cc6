// Code messages: written and read.
#include "core/wire/code_messages.hpp"

#include <algorithm>
#include <array>

#include "core/wire/frame.hpp"

namespace acrida::wire {
namespace {

constexpr std::size_t kHashDigits = 64;

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

std::string read_hash(Reader& in) {
  const std::string_view text = in.text();
  if (!is_hash(text)) in.fail("is not a SHA-256 in hex");
  return std::string(text);
}

std::string read_hash_or_none(Reader& in) {
  if (in.take_nil()) return {};
  return read_hash(in);
}

void write_hash_or_none(Writer& out, std::string_view hash) {
  hash.empty() ? out.nil() : out.text(hash);
}

CodeFile read_file(Reader& in) {
  CodeFile file;
  in.fields([&](std::string_view key) {
    if (key == "role") {
      file.role = static_cast<CodeFile::Role>(
          in.count(static_cast<std::uint64_t>(CodeFile::Role::library)));
    } else if (key == "name") {
      file.name = in.text();
    } else if (key == "hash") {
      file.hash = read_hash(in);
    } else if (key == "bytes") {
      file.bytes = in.count(kMaxCodeFileBytes);
    } else {
      return false;
    }
    return true;
  });
  in.set_place("files");
  if (file.hash.empty()) in.fail("has one without a hash");
  return file;
}

CodeWanted read_code_wanted(Reader& in) {
  CodeWanted message;
  in.fields([&](std::string_view key) {
    if (key != "have") return false;
    message.have = read_hash_or_none(in);
    return true;
  });
  return message;
}

ChunkWanted read_chunk_wanted(Reader& in) {
  ChunkWanted message;
  in.fields([&](std::string_view key) {
    if (key == "hash") {
      message.hash = read_hash(in);
    } else if (key == "offset") {
      message.offset = in.count(kMaxCodeFileBytes);
    } else if (key == "count") {
      message.count = in.count(kMaxChunkBytes);
    } else {
      return false;
    }
    return true;
  });
  in.set_place("hash");
  if (message.hash.empty()) in.fail("is missing");
  return message;
}

CodeManifest read_manifest(Reader& in) {
  CodeManifest message;
  in.fields([&](std::string_view key) {
    if (key == "id") {
      message.id = read_hash_or_none(in);
    } else if (key == "problem") {
      message.problem = in.text();
    } else if (key == "files") {
      message.files.clear();
      for (std::uint32_t files = in.array(kMaxCodeFiles); files > 0; --files)
        message.files.push_back(read_file(in));
    } else if (key == "replace_per_s") {
      const double per_s = in.number();
      message.replace_per_s = per_s > 0 ? std::min(per_s, kMaxReplacePerS) : 0;
    } else {
      return false;
    }
    return true;
  });
  return message;
}

CodeChunk read_chunk(Reader& in) {
  CodeChunk message;
  in.fields([&](std::string_view key) {
    if (key == "hash") {
      message.hash = read_hash(in);
    } else if (key == "offset") {
      message.offset = in.count(kMaxCodeFileBytes);
    } else if (key == "bytes") {
      message.bytes = in.binary(kMaxChunkBytes);
    } else {
      return false;
    }
    return true;
  });
  in.set_place("hash");
  if (message.hash.empty()) in.fail("is missing");
  return message;
}

}  // namespace

// Not in the unnamed namespace, where encode_frame() would not find them.
static void write_data(Writer& out, const CodeWanted& message, std::string_view) {
  out.map(1);
  write_hash_or_none(out.key("have"), message.have);
}

static void write_data(Writer& out, const ChunkWanted& message, std::string_view) {
  out.map(3);
  out.key("hash").text(message.hash);
  out.key("offset").count(message.offset);
  out.key("count").count(message.count);
}

static void write_data(Writer& out, const CodeManifest& message, std::string_view) {
  out.map(message.replace_per_s ? 4 : 3);
  if (message.replace_per_s) out.key("replace_per_s").number(*message.replace_per_s);
  write_hash_or_none(out.key("id"), message.id);
  out.key("problem").text(message.problem);
  out.key("files").array(message.files.size());
  for (const CodeFile& file : message.files) {
    out.map(4);
    out.key("role").count(static_cast<std::uint64_t>(file.role));
    out.key("name").text(file.name);
    out.key("hash").text(file.hash);
    out.key("bytes").count(file.bytes);
  }
}

static void write_data(Writer& out, const CodeChunk& message, std::string_view) {
  out.map(3);
  out.key("hash").text(message.hash);
  out.key("offset").count(message.offset);
  out.key("bytes").binary(message.bytes);
}

bool is_hash(std::string_view text) {
  return text.size() == kHashDigits && std::all_of(text.begin(), text.end(), is_hex_digit);
}

bool is_code_message(std::string_view frame) {
  constexpr std::array<std::string_view, 4> kTypes{kTypeName<CodeWanted>, kTypeName<ChunkWanted>,
                                                   kTypeName<CodeManifest>, kTypeName<CodeChunk>};
  try {
    Reader in(frame);
    if (in.array(kMaxEntriesPerReport) != 3) return false;
    return std::find(kTypes.begin(), kTypes.end(), in.text()) != kTypes.end();
  } catch (const DecodeError&) {
    return false;
  }
}

std::string encode(const ToCodeDesk& message, std::string_view node_id) {
  return encode_frame(message, node_id);
}

std::string encode(const FromCodeDesk& message, std::string_view node_id) {
  return encode_frame(message, node_id);
}

Result<Envelope<ToCodeDesk>> decode_to_code_desk(std::string_view frame) {
  return decode_frame<ToCodeDesk>(frame, [](Reader& in, std::string_view type) -> ToCodeDesk {
    if (type == kTypeName<CodeWanted>) return read_code_wanted(in);
    if (type == kTypeName<ChunkWanted>) return read_chunk_wanted(in);
    in.fail("is not for the master");
  });
}

Result<Envelope<FromCodeDesk>> decode_from_code_desk(std::string_view frame) {
  return decode_frame<FromCodeDesk>(frame, [](Reader& in, std::string_view type) -> FromCodeDesk {
    if (type == kTypeName<CodeManifest>) return read_manifest(in);
    if (type == kTypeName<CodeChunk>) return read_chunk(in);
    in.fail("is not for a slave");
  });
}

}  // namespace acrida::wire
