#include "wirebench/core/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench {

namespace {

struct Sha256 {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};

  Sha256() {
    if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc{};
  }
  void update(const void* bytes, std::size_t count) {
    if (EVP_DigestUpdate(context.get(), bytes, count) != 1) throw std::bad_alloc{};
  }
  void update_file(const std::filesystem::path& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "rb"), &std::fclose};
    if (!file) throw file_error("cannot read", path.string(), errno);
    std::vector<unsigned char> buffer(1U << 20U);
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
      update(buffer.data(), count);
    }
    if (std::ferror(file.get()) != 0) throw file_error("cannot read", path.string(), errno);
  }
  [[nodiscard]] std::string finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (EVP_DigestFinal_ex(context.get(), bytes.data(), &size) != 1) throw std::bad_alloc{};
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
      text += digits[bytes[i] >> 4U];
      text += digits[bytes[i] & 0xFU];
    }
    return text;
  }
};

}  // namespace

struct Digest::State : Sha256 {};

Digest::Digest() : state_{std::make_unique<State>()} {}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

Digest& Digest::add(std::string_view field) {
  WIREBENCH_EXPECT(state_);
  const std::uint64_t size = field.size();
  std::array<unsigned char, 8> prefix{};
  for (unsigned i = 0; i < 8; ++i) prefix[i] = static_cast<unsigned char>(size >> (8U * i));
  state_->update(prefix.data(), prefix.size());
  state_->update(field.data(), field.size());
  return *this;
}

Digest& Digest::add_file(const std::filesystem::path& path) {
  return add(file_sha256(path));
}

std::string Digest::hexadecimal() && {
  WIREBENCH_EXPECT(state_);
  std::string text = state_->finish();
  state_.reset();
  return text;
}

std::string file_sha256(const std::filesystem::path& path) {
  Sha256 sha;
  sha.update_file(path);
  return sha.finish();
}

}  // namespace wirebench
