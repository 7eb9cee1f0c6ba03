#include "wirebench/core/error.hpp"

#include <cerrno>
#include <system_error>

namespace wirebench {

std::string render(const Problem& problem) {
  std::string text = problem.what;
  if (!problem.where.empty()) text += ": " + problem.where;
  if (!problem.why.empty()) text += " (" + problem.why + ")";
  if (!text.empty() && text.back() != '.') text += '.';
  if (!problem.remedy.empty()) text += ' ' + problem.remedy;
  return text;
}

Error::Error(ErrorKind kind, const Problem& problem) : std::runtime_error{render(problem)}, kind_{kind} {}

int exit_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::failed: return 1;
    case ErrorKind::usage: return 2;
    case ErrorKind::missing: return 3;
  }
  return 1;
}

Error file_error(const std::string& what, const std::string& path, int errno_value) {
  std::string remedy;
  ErrorKind kind = ErrorKind::failed;
  switch (errno_value) {
    case ENOENT:
      remedy = "Check the path.";
      kind = ErrorKind::usage;
      break;
    case ENOTDIR:
    case EISDIR:
    case ENAMETOOLONG: remedy = "Check the path."; break;
    case EACCES:
    case EPERM:
    case EROFS: remedy = "Check the permissions of the file and its folder."; break;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      remedy = "Free space on that disk, or choose another folder with --out; nothing was overwritten.";
      break;
    default: break;
  }
  return {kind, {what, path, std::generic_category().message(errno_value), remedy}};
}

}  // namespace wirebench
