<?php
// Two services on PHP's SoapServer: /zoo (document/literal, SOAP 1.1 and 1.2) and /shop (rpc/encoded).
ini_set('soap.wsdl_cache_enabled', '0');

class Animal { public $id; public $name; public $born; }
class Dog extends Animal { public $breed; }
class Bird extends Animal { public $wingspan; public $flies; }

class Zoo {
    private ?string $user = null;

    public function Session($session) { $this->user = $session->user; }

    public function ListAnimals($request) {
        $ids = isset($request->ids) ? (array) $request->ids : [1, 2];
        $animals = [];
        foreach ($ids as $id) {
            if ($id === 1) {
                $dog = new Dog(); $dog->id = 1; $dog->name = 'Rex & Co'; $dog->born = '2019-05-01'; $dog->breed = 'Beagle';
                $animals[] = new SoapVar($dog, SOAP_ENC_OBJECT, 'Dog', 'urn:example:zoo');
            } elseif ($id === 2) {
                $bird = new Bird(); $bird->id = 2; $bird->name = 'Tweety'; $bird->wingspan = '0.25'; $bird->flies = true;
                $animals[] = new SoapVar($bird, SOAP_ENC_OBJECT, 'Bird', 'urn:example:zoo');
            } else {
                throw new SoapFault('Client', "no animal $id", null, (object) ['NoSuchAnimal' => ['id' => $id, 'hint' => 'try 1']], 'NoSuchAnimal');
            }
        }
        return ['animal' => $animals];
    }

    public function AddAnimal($request) {
        $animal = $request->animal;
        $kind = get_class($animal);
        $described = $kind === 'Dog' ? $animal->breed : $animal->wingspan . '/' . var_export($animal->flies, true);
        return ['kind' => $kind, 'described' => "{$animal->id} {$animal->name} $described"];
    }

    public function Echo($request) { return $request; }

    public function CheckUser() {
        global $server;
        if ($this->user === null) throw new SoapFault('Server', 'no session header');
        $server->addSoapHeader(new SoapHeader('urn:example:zoo', 'Visit', ['number' => 7, 'until' => '2026-12-01T18:00:00Z']));
        return ['user' => $this->user];
    }
}

class Shop {
    public function getItems($skus, $factor) {
        return array_map(fn ($sku) => ['sku' => $sku, 'price' => strlen($sku) * $factor, 'stock' => strlen($sku)], $skus);
    }
    public function store($items) { return array_sum(array_map(fn ($item) => $item->stock, $items)); }
    // What arrives of values that no schema describes, as PHP sees it; and a map and a list of one's own.
    public function batch($calls) { return ['seen' => json_encode($calls), 'map' => ['a' => 1, 'b' => [true, 'x']]]; }
    public function getTwice($sku) {
        // The same object twice: the encoding sends it once and refers to it.
        $item = (object) ['sku' => $sku, 'price' => 1.5, 'stock' => 3];
        return ['first' => $item, 'second' => $item];
    }
}

$name = trim(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH), '/');
if ($name !== 'zoo' && $name !== 'shop') { http_response_code(204); return; }
$options = ['classmap' => ['Dog' => 'Dog', 'Bird' => 'Bird']];
if (str_starts_with($_SERVER['CONTENT_TYPE'] ?? '', 'application/soap+xml')) $options['soap_version'] = SOAP_1_2;
$server = new SoapServer(__DIR__ . "/$name.wsdl", $options);
$server->setObject($name === 'zoo' ? new Zoo() : new Shop());
$server->handle();
