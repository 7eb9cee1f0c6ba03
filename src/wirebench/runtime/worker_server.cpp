#include "wirebench/runtime/worker_server.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "wirebench/core/error.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/runtime/line_channel.hpp"
#include "wirebench/runtime/protocol.hpp"
#include "wirebench/runtime/shared_memory.hpp"

namespace wirebench::runtime {
namespace {

[[noreturn]] void protocol_broken(const std::string& why) {
  throw Error{ErrorKind::failed,
              {"the host broke the worker protocol", "request", why,
               "Use a wirebench and a worker program of the same version."}};
}

std::size_t size_of(const Json& request, const char* key) {
  if (!request.contains(key) || !request[key].is_number_unsigned()) {
    protocol_broken(std::string{"'"} + key + "' is not a size");
  }
  return request[key].get<std::size_t>();
}

std::string line_of(const Json& answer) {
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

class WorkerServer::State {
 public:
  State(Descriptor socket, Descriptor memory, std::string version, Open open)
      : channel_{std::move(socket)},
        memory_{SharedMemory::adopt(std::move(memory))},
        version_{std::move(version)},
        open_{std::move(open)} {}

  void serve() {
    while (true) {
      std::string line;
      try {
        line = channel_.receive(std::nullopt);
      } catch (const ChannelFault&) {
        return;  // the host is gone, and this process has no other purpose
      }
      const Json request = Json::parse(line, nullptr, false);
      if (!request.is_object() || !request.contains("id") || !request["id"].is_number_unsigned() ||
          !request.contains("request") || !request["request"].is_string()) {
        protocol_broken("it is not an object with 'id' and 'request'");
      }
      Json answer;
      answer["id"] = request["id"];
      if (request["request"] == "close") {
        answer["ok"] = Json::object();
        send(answer);
        return;
      }
      try {
        auto result = handle(request["request"].get<std::string>(), request);
        if (result) {
          answer["ok"] = std::move(result).value();
        } else {
          answer["error"] = {{"kind", "unsupported"}, {"message", result.reason()}};
        }
      } catch (const std::exception& failure) {
        answer.erase("ok");
        answer["error"] = {{"kind", "failed"}, {"message", failure.what()}};
      }
      if (!send(answer)) return;
    }
  }

 private:
  bool send(const Json& answer) {
    try {
      channel_.send(line_of(answer), std::nullopt);
      return true;
    } catch (const ChannelFault&) {
      return false;
    }
  }

  Outcome<Json> handle(const std::string& name, const Json& request) {
    if (name == "hello") return hello(request);
    if (name == "load") return load(request);
    if (name == "infer") return infer(request);
    if (name == "time") return time(request);
    protocol_broken("unknown request '" + name + "'");
  }

  Json hello(const Json& request) const {
    if (size_of(request, "protocol") != static_cast<std::size_t>(protocol::k_version)) {
      protocol_broken("another version of the protocol");
    }
    Json ok;
    ok["protocol"] = protocol::k_version;
    ok["version"] = version_;
    return ok;
  }

  Outcome<Json> load(const Json& request) {
    if (!request.contains("model") || !request["model"].is_string()) protocol_broken("'model' is not a text");
    session_.reset();
    const auto start = std::chrono::steady_clock::now();
    auto opened = open_(request["model"].get<std::string>(), static_cast<unsigned>(size_of(request, "threads")));
    if (!opened) return Absent{opened.reason()};
    const auto took = std::chrono::steady_clock::now() - start;
    session_ = std::move(opened).value();
    Json ok;
    ok["load_ns"] = std::max<std::int64_t>(1, std::chrono::duration_cast<std::chrono::nanoseconds>(took).count());
    ok["implementation"] = session_->load_report().implementation;
    ok["input"] = protocol::port_to_json(session_->input());
    ok["output"] = protocol::port_to_json(session_->output());
    return ok;
  }

  struct Area {
    std::span<std::byte> inputs;
    std::span<std::byte> outputs;
    std::size_t count = 0;
  };

  /// The images of a request in the shared memory, checked against its size.
  Area area(const Json& request, std::size_t images) {
    if (session_ == nullptr) protocol_broken("no model is loaded");
    const std::size_t total = size_of(request, "memory");
    // Before the products below: with at most 2^32 images of at most 2^30 bytes they cannot overflow.
    if (images > (std::size_t{1} << 32U)) protocol_broken("more than 2^32 images");
    const std::size_t in = session_->input().bytes() * images;
    const std::size_t out = session_->output().bytes() * images;
    const std::size_t input_at = size_of(request, "input_offset");
    const std::size_t output_at = size_of(request, "output_offset");
    if (input_at > total || in > total - input_at || output_at > total || out > total - output_at) {
      protocol_broken("the tensors do not fit into the shared memory");
    }
    memory_.map(total);
    return {memory_.bytes().subspan(input_at, in), memory_.bytes().subspan(output_at, out), size_of(request, "count")};
  }

  Json infer(const Json& request) {
    const Area place = area(request, size_of(request, "count"));
    session_->infer(place.inputs, place.outputs);
    Json ok;
    ok["count"] = place.count;
    ok["output_bytes"] = place.outputs.size();
    return ok;
  }

  Json time(const Json& request) {
    const Area place = area(request, 1);
    std::vector<std::int64_t> nanoseconds;
    nanoseconds.reserve(place.count);
    for (const auto duration : session_->time(place.inputs, place.count)) nanoseconds.push_back(duration.count());
    Json ok;
    ok["durations_ns"] = std::move(nanoseconds);
    return ok;
  }

  LineChannel channel_;
  SharedMemory memory_;
  std::string version_;
  Open open_;
  std::unique_ptr<Session> session_;
};

WorkerServer::WorkerServer(Descriptor socket, Descriptor memory, std::string version, Open open)
    : state_{std::make_unique<State>(std::move(socket), std::move(memory), std::move(version), std::move(open))} {}

WorkerServer::~WorkerServer() = default;

void WorkerServer::serve() {
  state_->serve();
}

WorkerDescriptors parse_worker_arguments(std::span<const char* const> arguments) {
  WorkerDescriptors result;
  const auto number = [](std::string_view text) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : -1;
  };
  for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
    const std::string_view key{arguments[i]};
    if (key == "--socket") result.socket = number(arguments[i + 1]);
    if (key == "--memory") result.memory = number(arguments[i + 1]);
  }
  if (result.socket < 0 || result.memory < 0 || arguments.size() != 4) {
    throw Error{ErrorKind::usage,
                {"wrong arguments of a worker", "expected --socket N --memory M",
                 "wirebench starts workers itself and gives them two open descriptors",
                 "Use `wirebench bench --target native:cpu` instead."}};
  }
  return result;
}

}  // namespace wirebench::runtime
