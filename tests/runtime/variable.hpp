/// \file An environment variable changed for the length of one test.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace wirebench::test {

class Variable {
 public:
  Variable(const char* name, std::optional<std::string> value) : name_{name} {
    if (const char* old = std::getenv(name)) old_ = old;
    set(value);
  }
  ~Variable() { set(old_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const std::optional<std::string>& value) const {
    if (value) {
      ::setenv(name_, value->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }
  const char* name_;
  std::optional<std::string> old_;
};

}  // namespace wirebench::test
