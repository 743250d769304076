"""A service on Spyne, which makes its own description and validates requests by it, on a port that is the first line of the output."""
import decimal
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from spyne import (AnyDict, Application, Array, Boolean, ByteArray, ComplexModel, Date, DateTime, Decimal, Double, Duration, Enum, Fault,
                   Integer, Iterable, Long, ServiceBase, Unicode, Uuid, XmlAttribute, XmlData, rpc)
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

NS = 'urn:example:fleet'

Fuel = Enum('petrol', 'battery-electric', type_name='Fuel')


class Weight(ComplexModel):
    __namespace__ = 'urn:example:units'
    value = XmlData(Decimal)
    unit = XmlAttribute(Unicode, use='required')


class Vehicle(ComplexModel):
    __namespace__ = NS
    plate = Unicode(min_occurs=1, nillable=False, pattern='[A-Z]{2} [0-9]+')
    weight = Weight
    fuel = Fuel
    tags = Array(Unicode)


class Truck(Vehicle):
    __namespace__ = NS
    axles = Integer(ge=2, le=5, min_occurs=1, nillable=False)
    trailer = Vehicle


class Trip(ComplexModel):
    __namespace__ = NS
    id = Uuid
    start = DateTime
    day = Date
    took = Duration
    distance = Double
    cost = Decimal(total_digits=20, fraction_digits=4)
    mileage = Long
    paid = Boolean
    receipt = ByteArray


class Session(ComplexModel):
    __namespace__ = NS
    user = Unicode
    calls = Integer


class NoSuchVehicle(Fault):
    __namespace__ = NS

    def __init__(self, plate):
        super().__init__('Client.NoSuchVehicle', 'no vehicle ' + plate, detail={'plate': plate})


class Fleet(ServiceBase):
    __in_header__ = Session
    __out_header__ = Session

    @rpc(Vehicle, _returns=Unicode)
    def Describe(ctx, vehicle):
        weight = '-' if vehicle.weight is None else '%s %s' % (vehicle.weight.value, vehicle.weight.unit)
        return '|'.join([type(vehicle).__name__, vehicle.plate, weight, str(vehicle.fuel), ','.join(vehicle.tags or ['-'])])

    @rpc(Truck, _returns=Truck)
    def Repeat(ctx, truck):
        if ctx.in_header is not None:
            ctx.out_header = Session(user=ctx.in_header.user, calls=ctx.in_header.calls + 1)
        return truck

    @rpc(Array(Trip), Integer(min_occurs=0), _returns=Array(Trip))
    def Trips(ctx, trips, times):
        return trips * (times or 1)

    @rpc(Unicode, _returns=(Unicode, Integer), _out_variable_names=('text', 'length'))
    def Measure(ctx, text):
        return text, len(text)

    @rpc(Unicode, _returns=Vehicle, _throws=NoSuchVehicle)
    def Find(ctx, plate):
        if plate == 'boom':
            raise decimal.DivisionByZero('secret')
        raise NoSuchVehicle(plate)

    @rpc(Integer, _returns=Iterable(Integer))
    def Count(ctx, upTo):
        return range(upTo)


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


application = Application([Fleet], tns=NS, name='Fleet', in_protocol=Soap11(validator='lxml'), out_protocol=Soap11())
server = make_server('127.0.0.1', 0, WsgiApplication(application), handler_class=Quiet)
print('http://127.0.0.1:%d/' % server.server_port, flush=True)
server.serve_forever()
