// Pattern: Boost.Regex, of which only the headers are needed.
#include <stdexcept>

#include <boost/regex.hpp>

#include <acrida/pattern.hpp>

namespace acrida {

struct Pattern::Compiled {
  boost::regex regex;
};

Pattern::Pattern(std::string_view expression) : expression_(expression) {
  try {
    compiled_ = std::make_unique<Compiled>(
        Compiled{boost::regex(expression_.data(), expression_.data() + expression_.size())});
  } catch (const boost::regex_error& error) {
    throw std::invalid_argument("Pattern " + expression_ + ": " + error.what());
  }
}

Pattern::~Pattern() = default;

std::optional<std::string> Pattern::find(std::string_view text) const {
  boost::cmatch match;
  if (!boost::regex_search(text.data(), text.data() + text.size(), match, compiled_->regex))
    return std::nullopt;
  return match.size() > 1 ? match[1].str() : match[0].str();
}

}  // namespace acrida
