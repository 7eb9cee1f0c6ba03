#include "wirebench/runtime/protocol.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wirebench/runtime/line_channel.hpp"

namespace wirebench::runtime::protocol {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

template <class Call>
void expect_fault(Call&& call, Fault fault, const std::string& part) {
  try {
    call();
    ADD_FAILURE() << "no fault";
  } catch (const ChannelFault& thrown) {
    EXPECT_EQ(thrown.fault(), fault);
    EXPECT_THAT(thrown.what(), HasSubstr(part));
  }
}

Json loaded_json() {
  return Json::parse(R"({"load_ns": 12, "implementation": "magic",
    "input": {"name": "image", "type": "uint8", "shape": [1, 8, 8, 3], "scale": [0.5], "zero_point": [128]},
    "output": {"name": "scores", "type": "float32", "shape": [1, 3], "scale": [], "zero_point": []}})");
}

TEST(Protocol, WritesRequestsAsDocumented) {
  EXPECT_EQ(hello_request(1), R"({"id":1,"request":"hello","protocol":1})");
  EXPECT_EQ(load_request(2, "/a b/\"m\".tflite", 4),
            R"({"id":2,"request":"load","model":"/a b/\"m\".tflite","threads":4})");
  EXPECT_EQ(time_request(3, {5, 0, 4096, 8192}),
            R"({"id":3,"request":"time","count":5,"input_offset":0,"output_offset":4096,"memory":8192})");
  EXPECT_EQ(close_request(4), R"({"id":4,"request":"close"})");
}

TEST(Protocol, AFileNameThatIsNotUtf8IsStillARequest) {
  EXPECT_NO_THROW(static_cast<void>(load_request(1, "/tmp/\xff\xfe.tflite", 1)));
}

TEST(Protocol, ReadsTheThreeKindsOfAnswer) {
  EXPECT_EQ(read_answer(R"({"id": 7, "ok": {"a": 1}})", 7).value()["a"], 1);
  EXPECT_EQ(read_answer(R"({"id": 7, "error": {"kind": "unsupported", "message": "no folders"}})", 7).reason(),
            "no folders");
  expect_fault([] { static_cast<void>(read_answer(R"({"id": 7, "error": {"kind": "failed", "message": "oh"}})", 7)); },
               Fault::reported, "oh");
}

TEST(Protocol, RefusesBrokenAnswers) {
  for (const char* line :
       {"", "Loading...", "[]", "null", "{}", R"({"ok": {}})", R"({"id": 6, "ok": {}})", R"({"id": "7", "ok": {}})",
        R"({"id": 7})", R"({"id": 7, "ok": {}, "more": 1})", R"({"id": 7, "ok": {}, "error": {}})",
        R"({"id": 7, "error": "bad"})", R"({"id": 7, "error": {"kind": "sad", "message": ""}})",
        R"({"id": 7, "error": {"kind": "failed", "message": 5}})", R"({"id": 7.0, "ok": {}})", "{\"id\": 7, \"ok\": {}",
        "{\"id\": 7, \"ok\": \"\xff\"}"}) {
    SCOPED_TRACE(line);
    expect_fault([line] { static_cast<void>(read_answer(line, 7)); }, Fault::nonsense, "");
  }
}

TEST(Protocol, ReadsALoadedModel) {
  const Loaded loaded = read_loaded(loaded_json());
  EXPECT_EQ(loaded.load, 12ns);
  EXPECT_EQ(loaded.implementation, "magic");
  EXPECT_EQ(loaded.input.type, graph::DataType::uint8);
  EXPECT_THAT(loaded.input.shape, ElementsAre(1, 8, 8, 3));
  EXPECT_THAT(loaded.input.quantization.scale, ElementsAre(0.5F));
  EXPECT_THAT(loaded.input.quantization.zero_point, ElementsAre(128));
  EXPECT_FALSE(loaded.output.quantization.quantized());
}

TEST(Protocol, APortSurvivesTheRoundTrip) {
  const Port port{"scores", graph::DataType::int8, {1, 3}, {{0.00390625F}, {-128}, 0}};
  Json json = loaded_json();
  json["output"] = port_to_json(port);
  const Loaded loaded = read_loaded(Json::parse(json.dump()));
  EXPECT_EQ(loaded.output.name, port.name);
  EXPECT_EQ(loaded.output.type, port.type);
  EXPECT_EQ(loaded.output.shape, port.shape);
  EXPECT_EQ(loaded.output.quantization, port.quantization);
}

TEST(Protocol, RefusesImpossiblePorts) {
  const std::vector<std::pair<const char*, const char*>> changes{{"shape", "[1, 0]"},
                                                                 {"shape", "[-1, 3]"},
                                                                 {"shape", "[1, 2.5]"},
                                                                 {"shape", "3"},
                                                                 {"shape", "[65536, 65536]"},
                                                                 {"shape", "[1,1,1,1,1,1,1,1,1]"},
                                                                 {"shape", "[18446744073709551615]"},
                                                                 {"type", "\"float128\""},
                                                                 {"type", "1"},
                                                                 {"scale", "[0]"},
                                                                 {"scale", "[-1]"},
                                                                 {"scale", "[1e999]"},
                                                                 {"scale", "[null]"},
                                                                 {"scale", "[]"},
                                                                 {"scale", "[1, 2]"},
                                                                 {"zero_point", "[0.5]"},
                                                                 {"zero_point", "[70000]"},
                                                                 {"name", "null"}};
  for (const auto& [key, value] : changes) {
    SCOPED_TRACE(std::string{key} + " " + value);
    Json json = loaded_json();
    json["input"][key] = Json::parse(value, nullptr, false);
    expect_fault([&] { static_cast<void>(read_loaded(json)); }, Fault::nonsense, "");
  }
}

TEST(Protocol, RefusesAnotherVersion) {
  expect_fault([] { static_cast<void>(read_hello(Json::parse(R"({"protocol": 2, "version": "x"})"))); },
               Fault::nonsense, "protocol 2");
}

TEST(Protocol, ChecksHowMuchWasInferred) {
  EXPECT_NO_THROW(check_inferred(Json::parse(R"({"count": 3, "output_bytes": 36})"), 3, 12));
  for (const char* ok : {R"({"count": 2, "output_bytes": 36})", R"({"count": 3, "output_bytes": 35})",
                         R"({"count": 3})", R"({"count": -3, "output_bytes": 36})"}) {
    SCOPED_TRACE(ok);
    expect_fault([ok] { check_inferred(Json::parse(ok), 3, 12); }, Fault::nonsense, "");
  }
}

TEST(Protocol, ChecksDurations) {
  const auto read = [](const char* list) {
    return read_durations(Json::parse(std::string{R"({"durations_ns": )"} + list + "}"), 2, 1000ns);
  };
  EXPECT_THAT(read("[400, 600]"), ElementsAre(400ns, 600ns));
  for (const char* list : {"[400, 601]", "[0, 5]", "[-1, 5]", "[5]", "[5, 5, 5]", "[5, 5.5]", "[5, null]", "{}",
                           "[9223372036854775807, 9223372036854775807]"}) {
    SCOPED_TRACE(list);
    expect_fault([&] { static_cast<void>(read(list)); }, Fault::nonsense, "");
  }
}

}  // namespace
}  // namespace wirebench::runtime::protocol
