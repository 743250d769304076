"""The interop service on Python's gRPC. Prints its port; serves until its standard input closes."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent import futures

import grpc

here = os.path.dirname(os.path.abspath(__file__))
out = tempfile.mkdtemp()
protos = ["interop.proto", "rich.proto", "reflect.proto"]
subprocess.run(["protoc", "-I", here, "-I", "/usr/include", "--python_out", out] + protos, check=True)
sys.path.insert(0, out)

import interop_pb2  # noqa: E402
import reflect_pb2  # noqa: E402
import rich_pb2  # noqa: E402
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory  # noqa: E402

cancelled = threading.Event()


class Interop:
    def Echo(self, request, context):
        return request

    def Fail(self, request, context):
        if request.rich:
            status = rich_pb2.Status(code=request.code, message=request.message)
            bad = rich_pb2.BadRequest()
            bad.field_violations.add(field="sku", description="must not be empty")
            status.details.add().Pack(bad)
            retry = rich_pb2.RetryInfo()
            retry.retry_delay.FromMilliseconds(1500)
            status.details.add().Pack(retry)
            context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        code = next(c for c in grpc.StatusCode if c.value[0] == request.code)
        context.abort(code, request.message)

    def Sleep(self, request, context):
        remaining = context.time_remaining()
        time.sleep(request.seconds)
        return interop_pb2.SleepResponse(time_remaining=-1 if remaining is None else remaining)

    def Count(self, request, context):
        context.add_callback(lambda: cancelled.set())
        value = 0
        while request.to == 0 or value < request.to:
            if not context.is_active():
                return
            value += 1
            yield interop_pb2.Number(value=value)

    def Sum(self, requests, context):
        values = [number.value for number in requests]
        return interop_pb2.Total(sum=sum(values), messages=len(values))

    def Double(self, requests, context):
        for number in requests:
            yield interop_pb2.Number(value=2 * number.value)


class Reflection:
    def ServerReflectionInfo(self, requests, context):
        pool = descriptor_pool.Default()
        for request in requests:
            answer = reflect_pb2.ServerReflectionResponse(original_request=request)
            asked = request.WhichOneof("message_request")
            try:
                if asked == "list_services":
                    for name in ("interop.v1.Interop", "grpc.reflection.v1alpha.ServerReflection"):
                        answer.list_services_response.service.add(name=name)
                else:
                    file = (
                        pool.FindFileByName(request.file_by_filename)
                        if asked == "file_by_filename"
                        else pool.FindFileContainingSymbol(request.file_containing_symbol)
                    )
                    answer.file_descriptor_response.file_descriptor_proto.append(file.serialized_pb)
            except KeyError as error:
                answer.error_response.error_code = grpc.StatusCode.NOT_FOUND.value[0]
                answer.error_response.error_message = str(error)
            yield answer


server = grpc.server(futures.ThreadPoolExecutor(max_workers=8), compression=grpc.Compression.Gzip)


def add(implementation, service):
    handlers = {}
    for method in service.methods:
        proto = descriptor_pb2.MethodDescriptorProto()
        method.CopyToProto(proto)
        kind = ("stream" if proto.client_streaming else "unary") + "_" + ("stream" if proto.server_streaming else "unary")
        handlers[method.name] = getattr(grpc, kind + "_rpc_method_handler")(
            getattr(implementation, method.name),
            request_deserializer=message_factory.MessageFactory().GetPrototype(method.input_type).FromString,
            response_serializer=message_factory.MessageFactory().GetPrototype(method.output_type).SerializeToString,
        )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service.full_name, handlers),))


add(Interop(), interop_pb2.DESCRIPTOR.services_by_name["Interop"])
add(Reflection(), reflect_pb2.DESCRIPTOR.services_by_name["ServerReflection"])
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
for line in sys.stdin:
    if line.strip() == "cancelled?":
        print("yes" if cancelled.wait(5) else "no", flush=True)
server.stop(None)
