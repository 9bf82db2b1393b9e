"""The sandbox's Terraform provider: plugin protocol 6, with azurerm's schema."""

import json
import os
import signal
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import msgpack
from tf.gen import grpc_controller_pb2 as controller_pb
from tf.gen import grpc_controller_pb2_grpc as controller
from tf.gen import grpc_stdio_pb2_grpc as stdio
from tf.gen import tfplugin_pb2 as pb
from tf.gen import tfplugin_pb2_grpc as protocol

from sandbox import schema
from sandbox.azure import Azure
from sandbox.faults import AzureError, Faults

COOKIE = ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
UNKNOWN = msgpack.ExtType(0, b"\x00")


def decode(value: pb.DynamicValue) -> Any:
    """A value of the protocol as a Python value."""
    if value.json:
        return json.loads(value.json)
    return msgpack.unpackb(value.msgpack, raw=False, strict_map_key=False) if value.msgpack else None


def encode(value: Any) -> pb.DynamicValue:
    """A Python value as a value of the protocol."""
    return pb.DynamicValue(msgpack=msgpack.packb(value))


def failed(error: AzureError) -> list[pb.Diagnostic]:
    """An error of Azure as a diagnostic."""
    return [pb.Diagnostic(severity=pb.Diagnostic.Severity.ERROR, summary=str(error))]


def planned(block: dict[str, Any], value: Any) -> Any:
    """Mark every unset computed attribute as known after apply."""
    if isinstance(value, list):
        return [planned(block, item) for item in value]
    if value is None:
        return None
    attributes, nested = block.get("attributes", {}), block.get("block_types", {})
    return {
        name: UNKNOWN
        if item is None and attributes.get(name, {}).get("computed")
        else planned(nested[name]["block"], item)
        if name in nested
        else item
        for name, item in value.items()
    }


def known(value: Any) -> Any:
    """Replace unknown values by null."""
    if isinstance(value, dict):
        return {name: known(item) for name, item in value.items()}
    if isinstance(value, list):
        return [known(item) for item in value]
    return None if value == UNKNOWN else value


class Provider(protocol.ProviderServicer):  # type: ignore[misc]  # the stubs are untyped
    """The calls that Terraform makes; the names are the protocol's."""

    def __init__(self, azure: Azure, *, stopped: threading.Event) -> None:
        self.azure = azure
        self.stopped = stopped

    def GetMetadata(self, request: Any, context: Any) -> Any:
        return pb.GetMetadata.Response(
            resources=[pb.GetMetadata.ResourceMetadata(type_name=name) for name in schema.RESOURCES]
        )

    def GetProviderSchema(self, request: Any, context: Any) -> Any:
        return pb.GetProviderSchema.Response(
            provider=schema.message(schema.SCHEMA["provider"]),
            resource_schemas={
                name: schema.message(resource) for name, resource in schema.SCHEMA["resource_schemas"].items()
            },
        )

    def ValidateProviderConfig(self, request: Any, context: Any) -> Any:
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request: Any, context: Any) -> Any:
        return pb.ValidateResourceConfig.Response()

    def ConfigureProvider(self, request: Any, context: Any) -> Any:
        return pb.ConfigureProvider.Response()

    def StopProvider(self, request: Any, context: Any) -> Any:
        self.stopped.set()
        return pb.StopProvider.Response()

    def UpgradeResourceState(self, request: Any, context: Any) -> Any:
        return pb.UpgradeResourceState.Response(upgraded_state=encode(json.loads(request.raw_state.json)))

    def ReadResource(self, request: Any, context: Any) -> Any:
        state = decode(request.current_state)
        try:
            found = self.azure.read(request.type_name, state)
        except AzureError as error:
            return pb.ReadResource.Response(new_state=request.current_state, diagnostics=failed(error))
        # `timeouts` comes from the configuration, not from Azure.
        return pb.ReadResource.Response(
            new_state=encode(found and {**found, "timeouts": state.get("timeouts")})
        )

    def ImportResourceState(self, request: Any, context: Any) -> Any:
        block = schema.RESOURCES[request.type_name]
        empty = dict.fromkeys(block["attributes"]) | {
            name: None if nested["nesting_mode"] == "single" else []
            for name, nested in block.get("block_types", {}).items()
        }
        imported = pb.ImportResourceState.ImportedResource(
            type_name=request.type_name, state=encode({**empty, "id": request.id})
        )
        return pb.ImportResourceState.Response(imported_resources=[imported])  # Terraform reads it next

    def PlanResourceChange(self, request: Any, context: Any) -> Any:
        before, after = decode(request.prior_state), decode(request.proposed_new_state)
        if after is None:
            return pb.PlanResourceChange.Response(planned_state=encode(None))
        block = schema.RESOURCES[request.type_name]
        if isinstance(after.get("location"), str):  # azurerm normalizes it: "East US" becomes "eastus"
            after["location"] = after["location"].replace(" ", "").lower()
        replaced = []
        for path, change in schema.changes(block, before, after) if before else ():
            effect = schema.effect(request.type_name, path, change)
            if effect == "none" and len(path) == 1 and path != ("timeouts",):
                after[path[0]] = before[path[0]]
            elif effect == "replace":
                replaced.append(path[0])
        return pb.PlanResourceChange.Response(
            planned_state=encode(planned(block, after)),
            requires_replace=[
                pb.AttributePath(steps=[pb.AttributePath.Step(attribute_name=name)])
                for name in dict.fromkeys(replaced)
            ],
            legacy_type_system=True,  # as azurerm's SDK sets it
        )

    def ApplyResourceChange(self, request: Any, context: Any) -> Any:
        before, after = decode(request.prior_state), known(decode(request.planned_state))
        try:
            if after is None:
                self.azure.delete(request.type_name, before)
            elif before is None:
                after = self.azure.create(request.type_name, after)
            else:
                after = self.azure.update(request.type_name, after)
        except AzureError as error:
            return pb.ApplyResourceChange.Response(
                new_state=encode(before), diagnostics=failed(error), legacy_type_system=True
            )
        return pb.ApplyResourceChange.Response(new_state=encode(after), legacy_type_system=True)


class Controller(controller.GRPCControllerServicer):  # type: ignore[misc]  # the stubs are untyped
    """Lets Terraform shut the process down."""

    def __init__(self, ended: threading.Event) -> None:
        self.ended = ended

    def Shutdown(self, request: Any, context: Any) -> Any:
        self.ended.set()
        return controller_pb.Empty()


class Stdio(stdio.GRPCStdioServicer):  # type: ignore[misc]  # the stubs are untyped
    """The plugin's output, which Terraform requests: there is none."""

    def StreamStdio(self, request: Any, context: Any) -> Any:
        return iter(())


def serve(azure: Azure, *, stopped: threading.Event) -> None:
    """Serve on a private socket until Terraform asks to stop."""
    ended = threading.Event()
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    protocol.add_ProviderServicer_to_server(Provider(azure, stopped=stopped), server)
    controller.add_GRPCControllerServicer_to_server(Controller(ended), server)
    stdio.add_GRPCStdioServicer_to_server(Stdio(), server)
    with tempfile.TemporaryDirectory() as folder:
        socket = f"{folder}/provider.sock"
        server.add_insecure_port(f"unix://{socket}")
        server.start()
        print(f"1|6|unix|{socket}|grpc|", flush=True)
        parent = os.getppid()
        while not ended.wait(timeout=1) and os.getppid() == parent:
            pass  # if Terraform is killed, this process gets another parent
        server.stop(grace=1).wait()


if __name__ == "__main__":
    if os.environ.get(COOKIE[0]) != COOKIE[1]:
        sys.exit("This is a Terraform provider, which Terraform starts; see sandbox/__main__.py")
    # Like a plugin in Go: Ctrl-C reaches this process too, but Terraform decides when to stop it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder = Path(os.environ["SANDBOX_FOLDER"])
    stop = threading.Event()
    faults = Faults(os.environ.get("SANDBOX_FAULT"), log=folder / "calls.log", stopped=stop)
    serve(Azure(folder / "azure.json", faults=faults), stopped=stop)
