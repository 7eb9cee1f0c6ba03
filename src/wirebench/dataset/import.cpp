#include "wirebench/dataset/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/dataset/find_files.hpp"
#include "wirebench/dataset/import_cvn.hpp"
#include "wirebench/dataset/import_folder.hpp"
#include "wirebench/dataset/writer.hpp"

namespace wirebench::dataset {
namespace {

ImportForm recognise(const std::filesystem::path& file) {
  std::error_code code;
  if (std::filesystem::is_directory(file, code)) {
    const std::array inputs{file};
    const bool maps = !find_files(inputs, ".gz").empty();
    const bool pictures = !find_files(inputs, ".png").empty();
    if (maps != pictures) return maps ? ImportForm::dune_cvn : ImportForm::folder;
    throw Error{ErrorKind::usage,
                {"cannot tell what to import", file.string(),
                 maps ? "the folder has both .gz maps and .png pictures" : "the folder has neither .gz nor .png files",
                 "Say it with --form numpy, dune-cvn or folder."}};
  }
  const auto extension = file.extension();
  if (extension == ".npy" || extension == ".npz") return ImportForm::numpy;
  if (extension == ".gz") return ImportForm::dune_cvn;
  throw Error{ErrorKind::usage,
              {"cannot tell what to import", file.string(), "known are .npy, .npz, .gz and folders",
               "Say it with --form numpy, dune-cvn or folder."}};
}

std::unique_ptr<ImageSource> open(const ImportOptions& options, ImportForm form) {
  switch (form) {
    case ImportForm::dune_cvn: return open_cvn(options.files, options.class_names);
    case ImportForm::folder: return open_folder(options.files, options.class_names);
    case ImportForm::automatic:
    case ImportForm::numpy: break;
  }
  if (!options.output.parent_path().empty()) make_folder(options.output.parent_path());
  return open_numpy(options.files, options.class_names, options.layout, options.output.parent_path());
}

/// Found out before the images are read: it would spoil the dataset at its very end.
void check_classes(const ImageSource& source) {
  std::vector<std::uint64_t> counts(source.class_names().size());
  for (const EventRecord& event : source.events()) ++counts[event.label];
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] > 0) continue;
    throw Error{ErrorKind::usage,
                {fmt::format("no images of class '{}'", source.class_names()[c]), "",
                 fmt::format("there are {} images of other classes", source.events().size()),
                 "Bring images of this class, or name only the others with --classes."}};
  }
}

Json configuration(const ImportOptions& options, const ImageSource& source, CropAnchor anchor) {
  Json block;
  block["import"] = source.description();
  for (const auto& [reason, count] : source.skipped()) block["import"]["left out"][reason] = count;
  block["split"] = {{"training", options.fractions.training},
                    {"validation", options.fractions.validation},
                    {"test", options.fractions.test},
                    {"seed", options.seed}};
  if (options.crop) {
    block["crop"] = {{"side", *options.crop}, {"anchor", anchor == CropAnchor::centre ? "centre" : "first_rows"}};
  }
  return block;
}

template <class Pixel>
void copy_images(ImageSource& source, std::span<const Split> splits, const std::optional<Crop>& crop,
                 DatasetWriter& writer, Progress& progress) {
  std::vector<Pixel> image(source.shape().pixels());
  std::vector<Pixel> cut(crop ? crop->shape().pixels() : 0);
  for (std::size_t i = 0; i < source.events().size(); ++i) {
    source.read(i, std::span<Pixel>{image});
    EventRecord event = source.events()[i];
    event.split = splits[i];
    if (crop) crop->apply<Pixel>(image, cut);
    writer.append(std::span<const Pixel>{crop ? cut : image}, event);
    progress.advance();
  }
}

}  // namespace

ImportSummary import_images(const ImportOptions& options, const Log& log) {
  if (options.files.empty()) throw Error{ErrorKind::usage, {"nothing to import", "", "", "Name files or a folder."}};
  const ImportForm form = options.form == ImportForm::automatic ? recognise(options.files.front()) : options.form;
  const auto source = open(options, form);
  check_classes(*source);

  std::vector<std::uint8_t> labels;
  for (const EventRecord& event : source->events()) labels.push_back(event.label);
  const auto splits = assign_splits(labels, source->class_names(), options.fractions, options.seed);

  const CropAnchor anchor =
      options.crop_anchor.value_or(form == ImportForm::dune_cvn ? CropAnchor::first_rows : CropAnchor::centre);
  std::optional<Crop> crop;
  if (options.crop) crop.emplace(source->shape(), *options.crop, anchor);

  DatasetWriter writer{options.output,
                       {.shape = crop ? crop->shape() : source->shape(),
                        .pixel_type = source->pixel_type(),
                        .class_names = source->class_names(),
                        .configuration = configuration(options, *source, anchor)}};
  Progress progress{log, "import", source->events().size(), "images"};
  if (source->pixel_type() == PixelType::uint8) {
    copy_images<std::uint8_t>(*source, splits, crop, writer, progress);
  } else {
    copy_images<float>(*source, splits, crop, writer, progress);
  }
  writer.close();
  for (const auto& [reason, count] : source->skipped()) log.warning("left out {} events {}", count, reason);
  return {.images = source->events().size(), .skipped = source->skipped()};
}

}  // namespace wirebench::dataset
