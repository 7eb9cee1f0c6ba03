#include "wirebench/core/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/descriptor.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench {
namespace {

void sync_file(const std::filesystem::path& path) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.valid()) throw file_error("cannot write", path.string(), errno);
  if (::fsync(file.get()) != 0) throw file_error("cannot write", path.string(), errno);
}

void sync_folder(const std::filesystem::path& folder) {
  Descriptor directory{::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  // Some file systems refuse fsync on a folder; the rename is then as durable as they make it.
  if (directory.valid()) (void)::fsync(directory.get());
}

/// A rename would put the file in the place of a device, and fails over a folder only when all the work is done.
void refuse_unless_file(const std::filesystem::path& target) {
  const auto refuse = [&](const char* why) {
    throw Error{ErrorKind::usage, {"cannot write", target.string(), why, "Give the name of a file."}};
  };
  std::error_code ignored;
  const auto status = std::filesystem::status(target, ignored);
  if (!target.has_filename() || std::filesystem::is_directory(status)) refuse("it is a folder");
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    refuse("it is a device, pipe or socket");
  }
}

}  // namespace

PartialFile::PartialFile(std::filesystem::path target)
    : target_{std::move(target)}, path_{target_.string() + '.' + std::to_string(::getpid()) + ".partial"} {
  refuse_unless_file(target_);
  if (!target_.parent_path().empty()) make_folder(target_.parent_path());
  const Descriptor file{::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
  if (!file.valid()) throw file_error("cannot write", target_.string(), errno);
}

PartialFile::~PartialFile() {
  if (!committed_) ::unlink(path_.c_str());
}

void PartialFile::commit() {
  WIREBENCH_EXPECT(!committed_);
  sync_file(path_);
  if (::rename(path_.c_str(), target_.c_str()) != 0) throw file_error("cannot write", target_.string(), errno);
  committed_ = true;
  sync_folder(target_.parent_path());
}

void write_atomically(const std::filesystem::path& target,
                      const std::function<void(const std::filesystem::path& temporary)>& write) {
  PartialFile file{target};
  write(file.path());
  file.commit();
}

void write_text_atomically(const std::filesystem::path& target, std::string_view text) {
  write_atomically(target, [&](const std::filesystem::path& temporary) {
    Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    if (!file.valid()) throw file_error("cannot write", target.string(), errno);
    while (!text.empty()) {
      const ssize_t written = ::write(file.get(), text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw file_error("cannot write", target.string(), errno);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (file.close() != 0) throw file_error("cannot write", target.string(), errno);
  });
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) throw file_error("cannot make the folder", folder.string(), code.value());
}

void remove_partial_files(const std::filesystem::path& folder) {
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator{folder, code}) {
    if (entry.path().extension() == ".partial") std::filesystem::remove_all(entry.path(), code);
  }
}

std::string read_file(const std::filesystem::path& path, std::size_t limit) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.valid()) throw file_error("cannot read", path.string(), errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw file_error("cannot read", path.string(), errno);
  if (S_ISDIR(status.st_mode)) throw file_error("cannot read", path.string(), EISDIR);
  if (static_cast<std::size_t>(status.st_size) > limit) {
    throw Error{ErrorKind::failed,
                {"file too large", path.string(),
                 std::to_string(status.st_size) + " bytes, at most " + std::to_string(limit) + " are read", ""}};
  }
  std::string text;
  text.resize(static_cast<std::size_t>(status.st_size));
  std::size_t have = 0;
  for (;;) {
    if (have == text.size()) {
      // Pipes and /proc report no size: grow until the end is reached.
      if (S_ISREG(status.st_mode) && have > 0) break;
      if (have >= limit) throw file_error("cannot read", path.string(), EFBIG);
      text.resize(have + 65536);
    }
    const ssize_t count = ::read(file.get(), text.data() + have, text.size() - have);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw file_error("cannot read", path.string(), errno);
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
  }
  text.resize(have);
  return text;
}

}  // namespace wirebench
