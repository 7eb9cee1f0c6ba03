#include "wirebench/train/training_options.hpp"

#include <gtest/gtest.h>

#include "support/expect_error.hpp"

namespace wirebench::train {
namespace {

TrainingOptions read(const std::string& text) {
  auto table = Config::parse(text, "study.toml").root();
  const TrainingOptions options = read_training_options(table);
  table.finish();
  return options;
}

TEST(TrainingOptionsFile, EmptyGivesTheDefaults) {
  EXPECT_EQ(to_json(read("")), to_json(TrainingOptions{}));
}

TEST(TrainingOptionsFile, ResolvedOnesCanBeReadAgain) {
  EXPECT_EQ(to_json(read(to_toml(to_json(TrainingOptions{})))), to_json(TrainingOptions{}));
}

TEST(TrainingOptionsFile, ReadsEveryKey) {
  const auto o = read(R"(
epochs = 7
batch_size = 16
evaluation_batch_size = 9
optimizer = "sgd"
learning_rate = 0.05
momentum = 0.8
beta_1 = 0.7
beta_2 = 0.6
epsilon = 1e-5
weight_decay = 1e-4
schedule = "step"
warmup_epochs = 0.5
final_fraction = 0.2
step_epochs = 3
step_factor = 0.3
label_smoothing = 0.1
gradient_clip = 2.0
batch_norm_momentum = 0.95
precision = "float32"
device = "cpu"
flip = "both"
shift_drift = 5
shift_wires = 6
charge_scale = 0.1
gain_jitter = 0.02
noise_electrons = 300.0
wire_dropout = 0.01
class_weights = [1.0, 2.0, 0.5]
early_stopping = "validation_loss"
patience = 8
minimum_improvement = 0.001
average_decay = 0.99
balanced_sampling = true
seed = 99
threads = 2
loader_workers = 3
checkpoint_epochs = 4
checkpoint_steps = 50
checkpoint_minutes = 7.5
)");
  const Json expected = Json::parse(R"({"epochs":7,"batch_size":16,"evaluation_batch_size":9,"optimizer":"sgd",
    "learning_rate":0.05,"momentum":0.8,"beta_1":0.7,"beta_2":0.6,"epsilon":1e-5,"weight_decay":1e-4,"schedule":"step",
    "warmup_epochs":0.5,"final_fraction":0.2,"step_epochs":3,"step_factor":0.3,"label_smoothing":0.1,
    "gradient_clip":2.0,"batch_norm_momentum":0.95,"precision":"float32","device":"cpu","flip":"both",
    "shift_drift":5,"shift_wires":6,"charge_scale":0.1,"gain_jitter":0.02,"noise_electrons":300.0,"wire_dropout":0.01,
    "balanced_sampling":true,
    "class_weighting":"listed","class_weights":[1.0,2.0,0.5],"early_stopping":"validation_loss","patience":8,
    "minimum_improvement":0.001,"average_decay":0.99,
    "seed":99,"threads":2,"loader_workers":3,"checkpoint_epochs":4,"checkpoint_steps":50,
    "checkpoint_minutes":7.5})");
  EXPECT_EQ(to_json(o), expected);
}

TEST(TrainingOptionsFile, RefusesWhatIsOutOfRange) {
  const auto refuse = [](const std::string& text, std::initializer_list<std::string> parts) {
    test::expect_error([&] { static_cast<void>(read(text)); }, ErrorKind::usage, parts);
  };
  refuse("epochs = 0", {"study.toml", "epochs"});
  refuse("batch_size = -4", {"batch_size"});
  refuse("batch_size = 1", {"batch_size"});
  refuse("learning_rate = 0.0", {"learning_rate"});
  refuse("learning_rate = nan", {"learning_rate"});
  refuse("label_smoothing = 1.0", {"label_smoothing"});
  refuse("optimizer = \"rmsprop\"", {"optimizer", "adamw"});
  refuse("flip = \"drift\"", {"flip", "height"});
  refuse("epoch = 3", {"epoch", "epochs"});
  refuse("shift_drift = -1", {"shift_drift"});
  refuse("shift_wires = 4096", {"shift_wires"});
  refuse("charge_scale = 0.6", {"charge_scale"});
  refuse("gain_jitter = -0.1", {"gain_jitter"});
  refuse("noise_electrons = 2e6", {"noise_electrons"});
  refuse("wire_dropout = 0.51", {"wire_dropout"});
  refuse("average_decay = 1.0", {"average_decay"});
  refuse("early_stopping = \"loss\"", {"early_stopping", "validation_loss"});
  refuse("patience = 0", {"patience"});
  refuse("minimum_improvement = 2.0", {"minimum_improvement"});
  refuse("class_weights = [1.0, 0.0]", {"class_weights"});
  refuse("class_weighting = \"listed\"", {"class_weighting", "one number a class"});
  refuse("class_weighting = \"balanced\"\nclass_weights = [1.0, 2.0]", {"class_weights", "twice"});
  refuse("class_weighting = \"balanced\"\nbalanced_sampling = true", {"class_weighting", "balanced twice"});
  refuse("checkpoint_steps = -1", {"checkpoint_steps"});
  refuse("checkpoint_minutes = 20000.0", {"checkpoint_minutes"});
  refuse("optimizer = \"adam\"\nweight_decay = 0.1", {"weight_decay", "adamw"});
  refuse("epochs = 2\nwarmup_epochs = 3.0", {"warmup_epochs"});
}

}  // namespace
}  // namespace wirebench::train
