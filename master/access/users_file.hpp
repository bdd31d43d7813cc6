// UsersFile: the UserBook of a master, as a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "core/base/result.hpp"
#include "master/access/user_book.hpp"

namespace acrida {

/// `users` in the master's data directory, with mode 0600 and replaced at once when it changes. A
/// master and the command `acrida users` share it: changes are made under a lock, and a master
/// looks now and then whether the file is another. One thread.
class UsersFile final {
 public:
  /// Of nobody.
  UsersFile() = default;
  /// `named` may be empty, see state_folder(). The error names the file.
  static Result<UsersFile> open(const std::filesystem::path& named);

  const UserBook& book() const { return book_; }

  /// Reads again what others have changed. After an error the old content holds.
  Result<void> refresh();
  /// Applies a change to what the file holds now, and writes it unless the change fails. Without
  /// `wait`, nothing is done while another process makes one.
  Result<void> change(const std::function<Result<void>(UserBook&)>& edit, bool wait = true);

 private:
  explicit UsersFile(std::filesystem::path path) : path_(std::move(path)) {}
  Result<void> read();

  std::filesystem::path path_;
  UserBook book_;
  std::uint64_t version_ = 0;
};

}  // namespace acrida
