// JsonText: writes JSON piece by piece into a text.
#include "master/page/json_text.hpp"

#include <charconv>
#include <cmath>

namespace acrida::json_text {
namespace {

constexpr double kLargestFixed = 1e15;

template <class Integer>
void put_integer(std::string& out, Integer value) {
  char text[24];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  out.append(text, error == std::errc() ? end : text);
}

}  // namespace

void put_string(std::string& out, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= ' ' && byte != '"' && byte != '\\') continue;
    out.append(text, done, i - done);
    done = i + 1;
    if (byte >= ' ') {
      out += '\\';
      out += text[i];
    } else {
      out += "\\u00";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  out.append(text, done);
  out += '"';
}

void put(std::string& out, std::uint64_t value) {
  put_integer(out, value);
}

void put(std::string& out, std::int64_t value) {
  put_integer(out, value);
}

void put(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  if (std::abs(value) >= kLargestFixed) {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    out.append(text, error == std::errc() ? end : text);
    return;
  }
  std::int64_t thousandths = std::llround(value * 1000);
  if (thousandths < 0) {
    out += '-';
    thousandths = -thousandths;
  }
  put_integer(out, thousandths / 1000);
  std::int64_t rest = thousandths % 1000;
  if (rest == 0) return;
  char digits[4] = {'.', static_cast<char>('0' + rest / 100),
                    static_cast<char>('0' + rest / 10 % 10), static_cast<char>('0' + rest % 10)};
  std::size_t size = 4;
  while (digits[size - 1] == '0') --size;
  out.append(digits, size);
}

void put(std::string& out, const std::optional<double>& value) {
  if (value)
    put(out, *value);
  else
    out += "null";
}

void put(std::string& out, bool value) {
  out += value ? "true" : "false";
}

void put_key(std::string& out, std::string_view key) {
  if (!out.empty() && out.back() != '{') out += ',';
  out += '"';
  out += key;
  out += "\":";
}

}  // namespace acrida::json_text
