// UsersFile: the UserBook of a master, as a file.
#include "master/access/users_file.hpp"

#include "core/state/file_lock.hpp"
#include "core/state/private_file.hpp"
#include "core/state/state_folder.hpp"

namespace acrida {

Result<UsersFile> UsersFile::open(const std::filesystem::path& named) {
  auto folder = state_folder(named);
  if (!folder) return folder.error();
  UsersFile file(*folder / "users");
  if (auto read = file.read(); !read) return read.error();
  return file;
}

Result<void> UsersFile::read() {
  // Looked at before, so that a change in between is seen the next time; and once only, so that a
  // file that cannot be read is complained of once.
  version_ = file_version(path_);
  const auto text = read_private_file(path_);
  if (!text) return text.error();
  auto book = *text ? UserBook::parse(**text) : UserBook();
  if (!book) return Error{path_.string() + ": " + book.error().what};
  book_ = std::move(*book);
  return {};
}

Result<void> UsersFile::refresh() {
  if (file_version(path_) == version_) return {};
  return read();
}

Result<void> UsersFile::change(const std::function<Result<void>(UserBook&)>& edit, bool wait) {
  const std::filesystem::path lock_path = path_.string() + ".lock";
  const auto lock = wait ? FileLock::wait(lock_path) : FileLock::make_now(lock_path);
  if (!lock) {
    if (wait) return Error{lock_path.string() + ": cannot be locked"};
    return {};
  }
  if (auto now = read(); !now) return now;
  UserBook edited = book_;
  if (auto done = edit(edited); !done) return done;
  if (auto written = replace_private_file(path_, edited.text()); !written) return written;
  book_ = std::move(edited);
  version_ = file_version(path_);
  return {};
}

}  // namespace acrida
