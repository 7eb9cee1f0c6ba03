/// \file Checks that a call throws wirebench::Error of one kind whose text contains all given parts.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "wirebench/core/error.hpp"

namespace wirebench::test {

template <class Call>
void expect_error(Call&& call, ErrorKind kind, std::initializer_list<std::string> parts) {
  try {
    call();
    ADD_FAILURE() << "no error thrown";
  } catch (const Error& error) {
    EXPECT_EQ(exit_code(error.kind()), exit_code(kind)) << error.what();
    for (const std::string& part : parts) EXPECT_THAT(error.what(), testing::HasSubstr(part));
  }
}

}  // namespace wirebench::test
