#include "wirebench/graph/tflite_structure.hpp"

#include <gmock/gmock.h>

#include <span>
#include <vector>

#include "graph/tflite_schema_objects.h"
#include "support/expect_error.hpp"

#include "wirebench/core/atomic_file.hpp"

namespace wirebench::graph {
namespace {

using test::expect_error;

/// A converter-made file taken apart; each test breaks one rule of TensorFlow Lite's verifier.
class Structure : public testing::Test {
 protected:
  Structure() { tflite::GetModel(content_.data())->UnPackTo(&model_); }

  tflite::SubGraphT& graph() { return *model_.subgraphs.at(0); }
  tflite::OperatorT& op(std::size_t i) { return *graph().operators.at(i); }

  void verify() const {
    flatbuffers::FlatBufferBuilder builder;
    tflite::FinishModelBuffer(builder, tflite::Model::Pack(builder, &model_));
    const auto packed = std::as_bytes(std::span{builder.GetBufferPointer(), builder.GetSize()});
    const std::vector<std::byte> bytes(packed.begin(), packed.end());  // aligned by the allocator
    static_cast<void>(verified_model(bytes, "model.tflite"));
  }
  void refuse(std::initializer_list<std::string> parts) const {
    expect_error([&] { verify(); }, ErrorKind::failed, parts);
  }

  std::string content_ = read_file("tests/data/graph/mixed_float32.tflite");
  tflite::ModelT model_;
};

TEST_F(Structure, AcceptsWhatTheConverterWrote) {
  EXPECT_NO_THROW(verify());
}

TEST_F(Structure, RefusesOtherFiles) {
  const auto refuse_bytes = [](const std::string& text, std::initializer_list<std::string> parts) {
    const auto bytes = std::as_bytes(std::span{text});
    const std::vector<std::byte> aligned(bytes.begin(), bytes.end());
    expect_error([&] { static_cast<void>(verified_model(aligned, "model.tflite")); }, ErrorKind::failed, parts);
  };
  refuse_bytes("", {"model.tflite", "0 bytes"});
  refuse_bytes("short", {"5 bytes"});
  refuse_bytes("this is a text file, not a network", {"TFL3", "not a TensorFlow Lite file"});
  refuse_bytes(std::string(16, '\0').replace(4, 4, "TFL3"), {"damaged or cut short"});
  refuse_bytes(content_.substr(0, content_.size() / 2), {"damaged or cut short"});
}

TEST_F(Structure, RefusesAnotherVersion) {
  model_.version = 2;
  refuse({"schema version 2 instead of 3"});
}

TEST_F(Structure, RefusesEmptyParts) {
  graph().operators.clear();
  refuse({"no tensors or no operators"});
}

TEST_F(Structure, RefusesMissingInterface) {
  graph().outputs.clear();
  refuse({"no inputs or no outputs"});
}

TEST_F(Structure, RefusesSeveralSubgraphs) {
  model_.subgraphs.push_back(std::make_unique<tflite::SubGraphT>());
  refuse({"2 subgraphs"});
}

TEST_F(Structure, RefusesOperatorsWithoutCode) {
  op(3).opcode_index = 99;
  refuse({"operator 3", "operator code 99"});
}

TEST_F(Structure, RefusesVersionsThatDoNotExist) {
  for (auto& code : model_.operator_codes) {
    if (code->builtin_code == tflite::BuiltinOperator::CONV_2D) code->version = 40;
  }
  refuse({"operator 0 (CONV_2D)", "version 40", "1 to 8"});
}

TEST_F(Structure, RefusesIndicesOutOfRange) {
  op(0).inputs[1] = 1000;
  refuse({"operator 0 (CONV_2D)", "tensor 1000"});
}

TEST_F(Structure, RefusesNegativeIndicesButForAbsentInputs) {
  op(0).inputs[2] = -1;
  EXPECT_NO_THROW(verify());
  op(0).inputs[2] = -2;
  refuse({"tensor -2"});
}

TEST_F(Structure, RefusesWrongOrder) {
  std::swap(graph().operators.at(0), graph().operators.at(1));
  refuse({"operator 0 (DEPTHWISE_CONV_2D)", "before anything wrote it"});
}

TEST_F(Structure, RefusesTwoWriters) {
  op(1).outputs = op(0).outputs;
  refuse({"operator 1", "written before"});
}

TEST_F(Structure, RefusesWritingConstants) {
  op(1).outputs[0] = op(0).inputs[1];
  refuse({"operator 1", "a constant"});
}

TEST_F(Structure, RefusesOutputsNothingWrites) {
  graph().tensors.push_back(std::make_unique<tflite::TensorT>());
  graph().outputs[0] = static_cast<int>(graph().tensors.size() - 1);
  refuse({"outputs", "nothing writes"});
}

TEST_F(Structure, RefusesWrongConstantSizes) {
  auto& tensor = *graph().tensors.at(static_cast<std::size_t>(op(0).inputs[1]));
  model_.buffers.at(tensor.buffer)->data.pop_back();
  refuse({"863 constant bytes", "need 864"});
}

TEST_F(Structure, RefusesMissingBuffers) {
  graph().tensors.at(0)->buffer = 4000;
  refuse({"tensor 0", "buffer 4000"});
}

TEST_F(Structure, RefusesHugeShapes) {
  graph().tensors.at(0)->shape = {1, 65536, 65536, 3};
  refuse({"tensor 0", "2^31"});
}

TEST_F(Structure, RefusesNegativeShapes) {
  graph().tensors.at(0)->shape = {1, -12, 16, 3};
  refuse({"tensor 0", "dimension of -12"});
}

TEST_F(Structure, RefusesState) {
  graph().tensors.at(0)->is_variable = true;
  refuse({"tensor 0", "variable"});
}

TEST_F(Structure, RefusesSparseTensors) {
  graph().tensors.at(0)->sparsity = std::make_unique<tflite::UnreadT>();
  refuse({"tensor 0", "sparse"});
}

TEST_F(Structure, RefusesDataOutsideTheFlatbuffer) {
  model_.buffers.at(1)->offset = 123456;
  refuse({"buffer 1", "outside the flatbuffer"});
}

TEST_F(Structure, RefusesSignaturesWithoutKey) {
  ASSERT_FALSE(model_.signature_defs.empty());
  model_.signature_defs.at(0)->inputs.at(0)->tensor_index = 5000;
  refuse({"signature 0 'serving_default'", "tensor that is not there"});
}

TEST_F(Structure, RefusesMetadataWithoutBuffer) {
  ASSERT_FALSE(model_.metadata.empty());
  model_.metadata.at(0)->buffer = 5000;
  refuse({"metadata 'min_runtime_version'", "buffer 5000"});
}

TEST(TfliteStructure, EffectiveCodeIsTheLargerField) {
  // As schema_utils.cc defines it: old files have only the byte, new codes only the int.
  const auto effective = [](std::int8_t old_field, std::int32_t new_field) {
    flatbuffers::FlatBufferBuilder builder;
    builder.Finish(
        tflite::CreateOperatorCode(builder, old_field, 0, 1, static_cast<tflite::BuiltinOperator>(new_field)));
    return builtin_code(*flatbuffers::GetRoot<tflite::OperatorCode>(builder.GetBufferPointer()));
  };
  EXPECT_EQ(effective(3, 0), 3);
  EXPECT_EQ(effective(0, 3), 3);
  EXPECT_EQ(effective(127, 150), 150);
}

}  // namespace
}  // namespace wirebench::graph
