// EnrolmentFolder: the master's keys and the list of its slaves, as files.
#include "master/enrolment/enrolment_folder.hpp"

#include <utility>

#include "core/state/file_lock.hpp"
#include "core/state/private_file.hpp"
#include "core/state/state_folder.hpp"

namespace acrida {

namespace {

constexpr const char* kMasterKey = "master-key";
constexpr const char* kToken = "enrolment-token";
constexpr const char* kEnrolled = "enrolled";
constexpr const char* kLock = "enrolled.lock";

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

Result<EnrolmentFolder> EnrolmentFolder::open(const std::filesystem::path& named) {
  auto path = state_folder(named);
  if (!path) return path.error();
  EnrolmentFolder folder(std::move(*path));
  auto keys = folder.keys_in(kMasterKey);
  if (!keys) return keys.error();
  folder.master_keys_ = std::move(*keys);
  if (auto read = folder.read_token(); !read) return read.error();
  if (auto read = folder.read_book(); !read) return read.error();
  return folder;
}

Result<link::CurveKeys> EnrolmentFolder::keys_in(const char* name) const {
  const auto fresh = link::make_curve_keys();
  if (!fresh) return fresh.error();
  const auto text = create_private_file(file(name), fresh->secret_key + "\n");
  if (!text) return text.error();
  auto keys = link::curve_keys_of(first_line(*text));
  if (!keys) return Error{file(name).string() + ": " + keys.error().what};
  return keys;
}

Result<void> EnrolmentFolder::read_token() {
  // Looked at before, so that a change in between is seen the next time.
  const std::uint64_t version = file_version(file(kToken));
  auto keys = keys_in(kToken);
  if (!keys) return keys.error();
  token_ = std::move(*keys);
  token_version_ = version;
  return {};
}

Result<void> EnrolmentFolder::read_book() {
  const std::uint64_t version = file_version(file(kEnrolled));
  const auto text = read_private_file(file(kEnrolled));
  if (!text) return text.error();
  auto book = EnrolmentBook::parse(text->value_or(""));
  if (!book) return Error{file(kEnrolled).string() + ": " + book.error().what};
  book->merge_last_seen(book_);
  for (const EnrolledSlave& slave : book_.all())
    if (book->find(slave.key) == nullptr) revoked_.push_back(slave);
  book_ = std::move(*book);
  book_version_ = version;
  return {};
}

Result<void> EnrolmentFolder::refresh() {
  if (file_version(file(kToken)) != token_version_) {
    if (auto read = read_token(); !read) return read;
  }
  if (file_version(file(kEnrolled)) != book_version_) return read_book();
  return {};
}

Result<bool> EnrolmentFolder::change(const std::function<void(EnrolmentBook&)>& edit, bool wait) {
  const auto lock = wait ? FileLock::wait(file(kLock)) : FileLock::make_now(file(kLock));
  if (!lock) {
    if (wait) return Error{file(kLock).string() + ": cannot be locked"};
    return false;
  }
  if (auto read = read_book(); !read) return read.error();
  edit(book_);
  if (auto written = replace_private_file(file(kEnrolled), book_.text()); !written)
    return written.error();
  book_version_ = file_version(file(kEnrolled));
  return true;
}

Result<void> EnrolmentFolder::renew_token() {
  auto fresh = link::make_curve_keys();
  if (!fresh) return fresh.error();
  if (auto written = replace_private_file(file(kToken), fresh->secret_key + "\n"); !written)
    return written;
  return read_token();
}

}  // namespace acrida
