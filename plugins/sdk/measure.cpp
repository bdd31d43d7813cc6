// measure: the text of a failure.
#include <boost/system/system_error.hpp>

#include <acrida/measure.hpp>
#include <acrida/network_error.hpp>

namespace acrida::detail {
namespace {

constexpr std::size_t kMaxFailureBytes = 300;  // servers may answer with whole pages

}  // namespace

std::string failure_text(const std::exception_ptr& thrown) {
  std::string text;
  try {
    std::rethrow_exception(thrown);
  } catch (const NetworkError& error) {
    text = error.what();
  } catch (const boost::system::system_error& error) {
    text = error.what();  // "read: End of file [asio.misc:2 at file:line in function]"
    text.erase(std::min(text.size(), text.rfind(" [")));
  } catch (const std::exception& error) {
    text = error.what();
  }
  if (text.empty()) text = "an exception without a message";
  if (text.size() > kMaxFailureBytes) text.resize(kMaxFailureBytes);
  return text;
}

}  // namespace acrida::detail
