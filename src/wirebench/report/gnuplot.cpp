#include "wirebench/report/gnuplot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it in no header

namespace wirebench::report {
namespace {

namespace fs = std::filesystem;

/// The same drawing three times: for the browser, for LaTeX, and for slides at twice the resolution. The drawing is a
/// file of its own, loaded: inside a loop, braces in someone's class name would count as gnuplot's.
std::string script_of(const FigureScript& figure) {
  constexpr double pixels_per_inch = 96.0;
  return fmt::format(
      "# Replot with: gnuplot {0}.gp\n"
      "set encoding utf8\n"
      "set terminal svg size {1},{2} noenhanced font 'DejaVu Sans,13' background '#ffffff'\n"
      "set output '../{0}.svg'\n"
      "load '{0}.body.gp'\n"
      "set output\nreset\n"
      "set terminal pdfcairo size {3:.4f}in,{4:.4f}in noenhanced font 'DejaVu Sans,9.75'\n"
      "set output '../{0}.pdf'\n"
      "load '{0}.body.gp'\n"
      "set output\nreset\n"
      "set terminal pngcairo size {5},{6} noenhanced font 'DejaVu Sans,9.75' fontscale 2 linewidth 2 pointscale 2 "
      "background '#ffffff'\n"
      "set output '../{0}.png'\n"
      "load '{0}.body.gp'\n"
      "set output\n",
      figure.stem, figure.width, figure.height, figure.width / pixels_per_inch, figure.height / pixels_per_inch,
      2 * figure.width, 2 * figure.height);
}

class SpawnActions {
 public:
  SpawnActions() { ::posix_spawn_file_actions_init(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  [[nodiscard]] posix_spawn_file_actions_t* get() noexcept { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// The environment with a locale of decimal points and UTF-8, in universal time.
std::vector<std::string> child_environment() {
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    if (text.starts_with("LC_") || text.starts_with("LANG=") || text.starts_with("TZ=")) continue;
    variables.emplace_back(text);
  }
  variables.emplace_back("LC_ALL=C.UTF-8");
  variables.emplace_back("TZ=UTC");
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> list;
  for (std::string& text : strings) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

/// Exit status of the child, or nothing when it had to be killed.
struct ChildEnd {
  bool hung = false;
  int status = 0;
};

ChildEnd wait_for(pid_t child, std::chrono::seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  ChildEnd end;
  for (;;) {
    const pid_t ended = ::waitpid(child, &end.status, end.hung ? 0 : WNOHANG);
    if (ended == child || (ended < 0 && errno != EINTR)) return end;
    if (end.hung || ended < 0) continue;
    if (std::chrono::steady_clock::now() > deadline) {
      ::kill(child, SIGKILL);
      end.hung = true;
      continue;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

/// Sets the creation date of a PDF file to 1970: equal figures have equal bytes. Same length, so offsets stay right.
/// (Older versions of cairo do not read SOURCE_DATE_EPOCH.)
void remove_date(const fs::path& pdf) {
  constexpr std::string_view mark = "/CreationDate (D:";
  constexpr std::string_view epoch = "19700101000000";
  std::string text = read_file(pdf, std::size_t{1} << 28U);
  const auto at = text.rfind(mark);
  if (at == std::string::npos || at + mark.size() + epoch.size() > text.size()) return;
  text.replace(at + mark.size(), epoch.size(), epoch);
  write_text_atomically(pdf, text);
}

}  // namespace

std::string gnuplot_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    // A doubled quote means a quote only in some places of gnuplot's grammar; the typographic one means nothing.
    if (c == '\'')
      quoted += "\u2019";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      quoted += ' ';
    else
      quoted += c;
  }
  return quoted + '\'';
}

void draw(const FigureScript& figure, const fs::path& folder, const Gnuplot& gnuplot) {
  const fs::path source = folder / "src";
  make_folder(source);
  const std::string script = figure.stem + ".gp";
  write_text_atomically(source / script, script_of(figure));
  write_text_atomically(source / (figure.stem + ".body.gp"), figure.body);
  for (const auto& data : figure.data) write_text_atomically(source / data.name, data.text);

  const fs::path messages = source / (figure.stem + ".messages");
  const std::string messages_path = fs::absolute(messages).string();
  const std::string working_folder = fs::absolute(source).string();
  SpawnActions actions;
  ::posix_spawn_file_actions_addopen(actions.get(), STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(actions.get(), STDOUT_FILENO, messages_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0644);
  ::posix_spawn_file_actions_adddup2(actions.get(), STDOUT_FILENO, STDERR_FILENO);
  ::posix_spawn_file_actions_addchdir_np(actions.get(), working_folder.c_str());
  std::vector<std::string> arguments{gnuplot.program, "-d", script};
  std::vector<std::string> variables = child_environment();
  const std::vector<char*> argument_list = pointers(arguments);
  const std::vector<char*> variable_list = pointers(variables);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, gnuplot.program.c_str(), actions.get(), nullptr, argument_list.data(),
                                   variable_list.data());
  if (error == ENOENT || error == EACCES) {
    throw Error{ErrorKind::missing,
                {"gnuplot is not there", gnuplot.program, std::generic_category().message(error),
                 "Install it ('apt install gnuplot-nox') and give the same command again; figures are drawn with it."}};
  }
  if (error != 0) throw file_error("cannot start gnuplot", gnuplot.program, error);

  const ChildEnd end = wait_for(child, gnuplot.patience);
  const std::string output = read_file(messages, std::size_t{1} << 20U);
  const bool good = !end.hung && WIFEXITED(end.status) && WEXITSTATUS(end.status) == 0;
  if (!good) {
    throw Error{ErrorKind::failed,
                {"gnuplot failed", (source / script).string(),
                 end.hung ? fmt::format("no answer in {} s", gnuplot.patience.count()) : output.substr(0, 600),
                 "Try 'gnuplot " + script + "' in that folder; it needs the svg, pdfcairo and pngcairo terminals."}};
  }
  for (const char* form : {".svg", ".pdf", ".png"}) {
    const fs::path file = folder / (figure.stem + form);
    std::error_code ignored;
    if (!fs::exists(file) || fs::file_size(file, ignored) == 0) {
      throw Error{ErrorKind::failed,
                  {"gnuplot wrote no figure", file.string(), output.substr(0, 600),
                   "It needs the svg, pdfcairo and pngcairo terminals ('apt install gnuplot-nox')."}};
    }
  }
  remove_date(folder / (figure.stem + ".pdf"));
  fs::remove(messages);
}

}  // namespace wirebench::report
