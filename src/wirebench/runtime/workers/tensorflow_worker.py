"""Worker for TensorFlow. `--mode signature` calls the SavedModel's serving signature, the direct way; `--mode predict`
calls Keras's `Model.predict`, as most of its users do, with all it costs at batch 1."""

import os
import sys

import worker_protocol

SIGNATURE = "serving_default"


class TensorFlow(worker_protocol.Engine):
    """TensorFlow's thread pools are made at its first use, so it is configured in `load` and touched nowhere before."""

    def __init__(self, mode):
        import tensorflow

        self._tf = tensorflow
        self._mode = mode
        self._loaded = None  # keeps the variables of the signature alive, where it has any
        self._call = None
        self._input_name = None
        self._output_name = None

    def version(self):
        text = "TensorFlow " + self._tf.__version__
        if self._mode == "predict":
            import keras

            text += ", Keras " + keras.__version__
        return text

    def load(self, model, threads):
        _check_folder(model)
        tf = self._tf
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
        (self._input_name, described_in), (self._output_name, described_out) = _read_signature(tf, model)
        if self._mode == "predict":
            self._call = self._keras_model(model, described_in)
            self.run = self._run_predict
            return "Keras predict over a TFSMLayer", described_in, described_out
        loaded = tf.saved_model.load(model)
        self._call = loaded.signatures[SIGNATURE]
        # Weights that are constants are whole in the signature; the rest would only keep further copies of them.
        self._loaded = loaded if self._call.captured_inputs else None
        self.run = self._run_signature
        return "SavedModel signature " + SIGNATURE, described_in, described_out

    def _keras_model(self, model, described):
        import keras

        layer = keras.layers.TFSMLayer(model, call_endpoint=SIGNATURE)
        entry = keras.Input(shape=described["shape"][1:], dtype=described["type"])
        return keras.Sequential([entry, layer])

    def _run_signature(self, image):
        result = self._call(**{self._input_name: self._tf.constant(image)})
        return result[self._output_name].numpy()

    def _run_predict(self, image):
        result = self._call.predict(image, verbose=0)
        return result[self._output_name] if isinstance(result, dict) else result


def _check_folder(model):
    if not os.path.isdir(model):
        raise worker_protocol.Unsupported("TensorFlow reads SavedModel folders, not this kind of file")
    if not os.path.isfile(os.path.join(model, "saved_model.pb")):
        raise worker_protocol.Unsupported("a folder without saved_model.pb is no SavedModel")


def _read_signature(tf, model):
    """(name, port) of the one input and the one output, from the file's signature list alone: without loading weights,
    so that this costs no load time worth mentioning."""
    from tensorflow.core.protobuf import saved_model_pb2

    description = saved_model_pb2.SavedModel()
    with open(os.path.join(model, "saved_model.pb"), "rb") as file:
        description.ParseFromString(file.read())
    for graph in description.meta_graphs:
        if "serve" in graph.meta_info_def.tags and SIGNATURE in graph.signature_def:
            signature = graph.signature_def[SIGNATURE]
            break
    else:
        raise worker_protocol.Unsupported(f"a SavedModel without the signature {SIGNATURE!r}")
    if len(signature.inputs) != 1 or len(signature.outputs) != 1:
        raise worker_protocol.Unsupported(
            f"a signature with {len(signature.inputs)} inputs and {len(signature.outputs)} outputs; "
            "wirebench runs one of each"
        )
    return [_describe(tf, *entry) for ports in (signature.inputs, signature.outputs) for entry in ports.items()]


def _describe(tf, name, information):
    sizes = [size.size for size in information.tensor_shape.dim]
    if sizes and sizes[0] == -1:
        sizes[0] = 1  # any batch: one image
    if information.tensor_shape.unknown_rank or any(size < 1 for size in sizes):
        raise worker_protocol.Unsupported(f"the shape of {name!r} is not fixed")
    return name, worker_protocol.port(name, tf.as_dtype(information.dtype).as_numpy_dtype, sizes)


def _take_mode():
    """Removes `--mode X` from the arguments; the rest belongs to the protocol."""
    if len(sys.argv) < 3 or sys.argv[1] != "--mode" or sys.argv[2] not in ("signature", "predict"):
        raise SystemExit("usage: tensorflow_worker.py --mode signature|predict --socket N --memory M")
    mode = sys.argv[2]
    del sys.argv[1:3]
    return mode


if __name__ == "__main__":
    worker_protocol.serve(TensorFlow(_take_mode()))
