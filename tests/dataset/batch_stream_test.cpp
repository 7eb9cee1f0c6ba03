#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "dataset/fixtures.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::dataset {
namespace {

using wirebench::test::TemporaryFolder;

class BatchStreamTest : public testing::Test {
 protected:
  BatchStreamTest() {
    std::vector<std::uint8_t> labels;
    for (std::size_t i = 0; i < 101; ++i) labels.push_back(static_cast<std::uint8_t>(i % 7 == 0 ? 0 : 1 + i % 2));
    test::write_bytes(folder_ / "d.h5", labels);
    reader_.emplace(folder_ / "d.h5");
    positions_ = reader_->positions(Split::training);
  }

  std::vector<Batch> drain(const StreamOptions& options, std::uint64_t epoch, std::size_t first = 0) {
    BatchStream stream{*reader_, positions_, options, epoch, first};
    std::vector<Batch> batches;
    while (auto batch = stream.next()) batches.push_back(std::move(*batch));
    EXPECT_FALSE(stream.next().has_value());
    EXPECT_EQ(stream.batches(), batches.size() + std::min(first, stream.batches()));
    return batches;
  }

  static void expect_same(const std::vector<Batch>& a, const std::vector<Batch>& b, std::size_t skip = 0) {
    ASSERT_EQ(a.size(), b.size() + skip);
    for (std::size_t i = 0; i < b.size(); ++i) {
      EXPECT_EQ(a[i + skip].positions, b[i].positions);
      EXPECT_EQ(a[i + skip].labels, b[i].labels);
      EXPECT_EQ(a[i + skip].pixels, b[i].pixels);
    }
  }

  TemporaryFolder folder_;
  std::optional<DatasetReader> reader_;
  std::vector<std::uint64_t> positions_;
};

TEST_F(BatchStreamTest, GivesTheImagesAndLabelsOfItsOrder) {
  const StreamOptions options{.batch_size = 8, .seed = 11};
  const auto batches = drain(options, 2);
  const auto order = epoch_order(reader_->events(), positions_, options, 2);
  ASSERT_EQ(positions_.size(), 81U);
  ASSERT_EQ(batches.size(), 11U);
  std::size_t at = 0;
  for (const Batch& batch : batches) {
    ASSERT_EQ(batch.size(), &batch == &batches.back() ? 1U : 8U);
    ASSERT_EQ(batch.pixels.size(), batch.size() * 60);
    for (std::size_t i = 0; i < batch.size(); ++i, ++at) {
      EXPECT_EQ(batch.positions[i], order[at]);
      EXPECT_EQ(batch.labels[i], reader_->events()[order[at]].label);
      for (std::size_t p = 0; p < 60; ++p) {
        ASSERT_EQ(batch.pixels[i * 60 + p], static_cast<float>(test::pattern(order[at], p)));
      }
    }
  }
}

TEST_F(BatchStreamTest, IsTheSameWithAnyNumberOfWorkers) {
  for (const bool balance : {false, true}) {
    const auto one = drain({.batch_size = 5, .balance = balance, .workers = 1, .ahead = 1}, 3);
    for (const unsigned workers : {0U, 2U, 5U, 16U}) {
      for (const std::size_t ahead : {0U, 1U, 3U, 50U}) {
        expect_same(one, drain({.batch_size = 5, .balance = balance, .workers = workers, .ahead = ahead}, 3));
      }
    }
  }
}

TEST_F(BatchStreamTest, ChangesImagesInTheReadingThreads) {
  StreamOptions options;
  options.batch_size = 8;
  options.workers = 3;
  const auto plain = drain(options, 2);
  options.change = [](std::span<float> pixels, std::uint64_t position) {
    for (float& pixel : pixels) pixel += static_cast<float>(1000 * position);
  };
  const auto changed = drain(options, 2);
  ASSERT_EQ(changed.size(), plain.size());
  const std::size_t pixels = reader_->header().shape.pixels();
  for (std::size_t b = 0; b < plain.size(); ++b) {
    ASSERT_EQ(changed[b].positions, plain[b].positions);
    for (std::size_t i = 0; i < plain[b].pixels.size(); ++i) {
      const auto added = static_cast<float>(1000 * plain[b].positions[i / pixels]);
      ASSERT_EQ(changed[b].pixels[i], plain[b].pixels[i] + added);
    }
  }
}

TEST_F(BatchStreamTest, ResumesAtAnyBatch) {
  const StreamOptions options{.batch_size = 10, .balance = true, .seed = 8, .workers = 3};
  const auto whole = drain(options, 6);
  for (std::size_t first = 0; first <= whole.size(); ++first) expect_same(whole, drain(options, 6, first), first);
  EXPECT_TRUE(drain(options, 6, whole.size() + 5).empty());
}

TEST_F(BatchStreamTest, LeavesOutASmallLastBatchWhenAsked) {
  EXPECT_EQ(drain({.batch_size = 8, .drop_last = true}, 0).size(), 10U);
  EXPECT_EQ(drain({.batch_size = 81, .drop_last = true}, 0).size(), 1U);
  EXPECT_TRUE(drain({.batch_size = 82, .drop_last = true}, 0).empty());
  positions_.clear();
  EXPECT_TRUE(drain({.batch_size = 8}, 0).empty());
}

TEST_F(BatchStreamTest, PartsTogetherAreTheWholeBatch) {
  const auto whole = drain({.batch_size = 8, .seed = 3}, 1);
  std::vector<std::vector<Batch>> parts;
  for (const std::size_t part : {0U, 1U, 2U}) {
    parts.push_back(drain({.batch_size = 8, .seed = 3, .part = part, .parts = 3}, 1));
    ASSERT_EQ(parts.back().size(), whole.size());
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Batch joined;
    for (const auto& part : parts) {
      EXPECT_EQ(part[i].whole, whole[i].size());
      EXPECT_LE(part[i].size(), 3U);
      joined.pixels.insert(joined.pixels.end(), part[i].pixels.begin(), part[i].pixels.end());
      joined.labels.insert(joined.labels.end(), part[i].labels.begin(), part[i].labels.end());
      joined.positions.insert(joined.positions.end(), part[i].positions.begin(), part[i].positions.end());
    }
    expect_same({whole[i]}, {joined});
  }
}

TEST_F(BatchStreamTest, StopsCleanlyWhenDestroyedEarly) {
  for (unsigned workers = 1; workers < 6; ++workers) {
    for (int taken = 0; taken < 4; ++taken) {
      BatchStream stream{*reader_, positions_, {.batch_size = 2, .workers = workers, .ahead = 7}, 0};
      for (int i = 0; i < taken; ++i) ASSERT_TRUE(stream.next().has_value());
    }
  }
}

TEST_F(BatchStreamTest, ASlowConsumerDoesNotWait) {
  BatchStream stream{*reader_, positions_, {.batch_size = 20, .workers = 2, .ahead = 8}, 0};
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  while (stream.next().has_value()) {
  }
  EXPECT_LT(stream.waited().count(), 0.25);
}

TEST_F(BatchStreamTest, AReadingErrorComesOutOfNextInItsPlace) {
  std::string bytes = test::bytes_of(folder_ / "d.h5");
  std::size_t damaged = 0;
  for (auto at = bytes.find("\x78\x5e"); at != std::string::npos; at = bytes.find("\x78\x5e", at + 12)) {
    if (++damaged == 30) {
      for (std::size_t i = 2; i < 12; ++i) bytes[at + i] = '\xff';
      break;
    }
  }
  ASSERT_EQ(damaged, 30U);
  test::write_file(folder_ / "bad.h5", bytes);
  const DatasetReader bad{folder_ / "bad.h5"};
  std::vector<std::size_t> good_batches;
  for (const unsigned workers : {1U, 4U}) {
    BatchStream stream{bad, positions_, {.batch_size = 4, .shuffle = false, .workers = workers}, 0};
    std::size_t good = 0;
    try {
      while (stream.next().has_value()) ++good;
      ADD_FAILURE() << "no error";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("bad.h5"));
    }
    EXPECT_THROW(static_cast<void>(stream.next()), Error);  // and it stays broken
    good_batches.push_back(good);
  }
  EXPECT_GT(good_batches[0], 0U);
  EXPECT_EQ(good_batches[0], good_batches[1]);
}

}  // namespace
}  // namespace wirebench::dataset
