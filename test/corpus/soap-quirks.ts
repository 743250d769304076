/** Replacements in a text, each of which must find something. */
export type Edits = readonly (readonly [from: RegExp | string, to: string])[];

/** One deviation of the recorded client: what standard says otherwise, and what undoes it, so that all the rest is compared. */
export interface Deviation {
  readonly why: string;
  /** In the recorded XML. */
  readonly xml?: Edits;
  /** In the recorded values: of a request the arguments under GraphQL names, of a response that client's own JSON. */
  readonly values?: Edits;
}

/** What the client that recorded the exchange does against WSDL, XSD, SOAP or WS-I Basic Profile. */
export interface Quirk {
  /** The description is none. */
  readonly description?: string;
  readonly request?: Deviation;
  /** Text: the answer is broken in a way that leaves nothing to compare. */
  readonly response?: Deviation | string;
}

const missingPhone: Deviation = {
  why: 'leaves out PhoneData, which has minOccurs 1 (XSD 1, 3.9.4)',
  xml: [[/<n:NamePhone [^>]*>/g, '$&<c:PhoneData><c:PhoneNumber>1</c:PhoneNumber></c:PhoneData>']],
  values: [[/"primary":/g, '"phoneData":{"phoneNumber":"1"},$&']],
};

const misspeltPart: Deviation = {
  why: 'calls the accessor bstrResourceId; the part is called bstrResourceID (WSDL 1.1, 3.5)',
  xml: [[/bstrResourceId/g, 'bstrResourceID']],
  values: [[/^\{\}$/, '{"bstrResourceID":"034b7ea5-8a04-11e3-9710-0050569575d8"}']],
};

const undeclaredType: Deviation = {
  why: 'the answer has an attribute that the type does not declare (XSD 1, 3.4.4)',
  values: [[/"type": "contact",/g, '']],
};

const otherElement: Deviation = {
  why: 'the element of the body is not the one that the message names (WS-I Basic Profile 1.1, R2712)',
  xml: [
    [/<(?:tns:)?execFileResponse>/, '<f:execFileResult xmlns:f="urn:FileExecutor">'],
    [/<\/(?:tns:)?execFileResponse>/, '</f:execFileResult>'],
    [/<\/?result>/g, ''],
  ],
  values: [[/\{ "result": (.*) \}/, '$1']],
};

const otherVersion: Deviation = {
  why: 'sends a SOAP 1.1 envelope although the binding is one of SOAP 1.2 (WSDL 1.1 Binding Extension for SOAP 1.2, 3)',
  xml: [['http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope']],
};

export const QUIRKS: Readonly<Record<string, Quirk>> = {
  Dummy__should_escape_xml: {
    request: {
      why: 'sends xsi:nil for an element that is not nillable (XSD 1, 3.3.4)',
      xml: [[/<c:DummyStringFilter[^>]*>\s*<\/c:DummyStringFilter>/, '']],
    },
  },
  Dummy__should_handle_attributes_in_request: {
    request: {
      why: 'sends an attribute for an element of a simple type (XSD 1, 3.3.4)',
      xml: [[' language="en-US"', '']],
    },
  },
  Dummy__should_handle_cdata_xml_in_response: {
    response: {
      why: 'parses the text of a CDATA section as XML (XML 1.0, 2.7: it is character data)',
      values: [
        [
          /"\$value": \{[\s\S]*\n {8}\}/,
          `"$$value": ${JSON.stringify(
            '<?xml version="1.0" encoding="UTF-8" ?><response><forms><form ObjectId="1234" Form_Name="Dummy Form"><First_Name>Humpty</First_Name><Last_Name>Dumpty</Last_Name></form></forms></response>',
          )}`,
        ],
      ],
    },
  },
  Dummy__should_handle_inline_types: {
    response: {
      why: 'was told to read these times as numbers of minutes (XSD 2, 3.2.8: they are times)',
      values: [
        ['150', '"02:30"'],
        ['240', '"04:00"'],
      ],
    },
  },
  Dummy__should_ignore_custom_defined_namespaces: {
    request: {
      why: 'sends an element that the type does not declare (XSD 1, 3.4.4)',
      xml: [[/<n:DummyAccount>.*<\/n:DummyAccount>/, '']],
    },
  },
  Dummy__should_use_defined_xml_key_in_first_level_for_rpc: {
    request: {
      why: 'was told to send XML of its own in place of the part (WSDL 1.1, 3.5)',
      xml: [[/<tns:DummyXML>.*<\/tns:DummyXML>/, '<n:DummyRequest><n:DummyXML>text</n:DummyXML></n:DummyRequest>']],
      values: [[/^\{\}$/, '{"dummyRequest":{"dummyXml":"text"}}']],
    },
    response: {
      why: 'takes the part for the wrapper, which the answer lacks (WSDL 1.1, 3.5)',
      values: [[/^[\s\S]*$/, '{"DummyResponse":$&}']],
    },
  },
  GetItemInformation__should_ignore_default_namespace_from_schema: {
    request: {
      why: 'leaves out SupplierId, which has minOccurs 1 (XSD 1, 3.9.4)',
      xml: [['</ItemNumber>', '</ItemNumber><SupplierId>7</SupplierId>']],
      values: [['"itemNumber"', '"supplierId":7,"itemNumber"']],
    },
    response: {
      why: 'the answer leaves out the declared element around Items, and SupplierId and ErrorCode, which have minOccurs 1 (XSD 1, 3.9.4)',
      xml: [
        ['<Items>', '<GetItemInformationResult><ErrorCode>0</ErrorCode><Items>'],
        ['</Items>', '</Items></GetItemInformationResult>'],
        ['</ItemNumber>', '</ItemNumber><SupplierId>7</SupplierId>'],
      ],
      values: [
        [/^\{([\s\S]*)\}\s*$/, '{"GetItemInformationResult":{"ErrorCode":0,$1}}'],
        ['"ItemNumber"', '"SupplierId":7,"ItemNumber"'],
      ],
    },
  },
  GetSubscription__should_handle_ref_minOccurs_and_maxOccurs: {
    response: {
      why: 'the answer has an element that the type does not declare (XSD 1, 3.4.4)',
      values: [[/"Status": \{[^}]*\},/, '']],
    },
  },
  IndienenBericht__should_work_with_deeply_nested_XML_messages: {
    request: {
      why: 'leaves out a wildcard and an element that have minOccurs 1 (XSD 1, 3.9.4)',
      xml: [[/<\/messages:BerichtInfo>/, '<any xmlns="urn:any"/>$&<messages:Bericht/>']],
      values: [['"berichtInfo":{}', '"berichtInfo":{"any":"<any xmlns=\\"urn:any\\"/>"},"bericht":{"bericht":true}']],
    },
  },
  Message__Messages_suffixed_with_Input_Output: { request: misspeltPart },
  Message__Messages_suffixed_with_Request_Response: { request: misspeltPart },
  RetrieveCustomerDetails__returning_a_date_should_parse_the_date: {
    request: {
      why: 'leaves out an element with minOccurs 1 in place of sending it as nil (XSD 1, 3.9.4)',
      xml: [['</bons2:', '<retrieveCustomerDetailsInput xsi:nil="true"/></bons2:']],
    },
  },
  RetrieveFareQuoteDateRange__should_handle_child_namespaces: {
    request: {
      why: 'sends a date where the schema has a dateTime (XSD 2, 3.2.7.1)',
      xml: [[/2017-10-27/g, '2017-10-27T00:00:00Z']],
      values: [[/2017-10-27/g, '2017-10-27T00:00:00Z']],
    },
  },
  UpdateProfile__correct_namespaces_in_sequence_with_imports: { request: missingPhone },
  UpdateProfile__correct_namespaces_other_prefixes: { request: missingPhone },
  addList__complex_extension_namespace_for_arrays: {
    request: {
      why: 'was told to repeat the declared type as xsi:type, which is for derived types (XSD 1, 2.6.1)',
      xml: [[/ xsi:type="platformCore:RecordRef"/g, '']],
    },
    response: undeclaredType,
  },
  addPets__force_namespaces: {
    request: {
      why: 'was told to write another root element, whose name has two colons (Namespaces in XML, 4), and sends elements that the type does not declare (XSD 1, 3.4.4)',
      xml: [
        [/(<\/?)xmlns:tns:/g, '$1tns:'],
        [/<\/?petList>/g, ''],
        [/(<\/?)name>/g, '$1Name>'],
      ],
      values: [[/^\{\}$/, '{"pet":[{"name":"Max"}]}']],
    },
    response: {
      why: 'the answer has an element in an element of a simple type (XSD 1, 3.3.4)',
      xml: [[/<status>(.*)<\/status>/, '$1']],
      values: [[/\{ "status": (.*) \}/, '$1']],
    },
  },
  administrate__Complex_json_object_namespace_issue: {
    request: {
      why: 'sends empty text for a boolean (XSD 2, 3.2.2.1)',
      xml: [['<typens:IgnoreDup></typens:IgnoreDup>', '<typens:IgnoreDup>false</typens:IgnoreDup>']],
    },
  },
  attachments__should_send_binary_data: {
    description: 'the elements of the description are not in the namespace of WSDL (WSDL 1.1, 2.1)',
  },
  execFile__valid_xml_generated_on_request_with_complex_type_element_form_default_missing: {
    request: otherVersion,
    response: otherElement,
  },
  execFile__valid_xml_generated_on_request_with_complex_type_element_form_default_qualified: {
    request: otherVersion,
    response: otherElement,
  },
  execFile__valid_xml_generated_on_request_with_complex_type_element_form_default_unqualified: {
    request: otherVersion,
    response: otherElement,
  },
  fooOp__should_return_back_good_response_object: {
    request: {
      why: 'sends no namespaces although the elements are global or qualified (XSD 1, 3.3.2), and a value that is not of the pattern (XSD 2, 4.3.4)',
      values: [['-4f86', '']],
      xml: [
        ['<Request1>', '<Request1 xmlns="http://example.com/bar/xsd">'],
        ['<requestId>', '<requestId xmlns="http://example.com/bar1/xsd">'],
        ['-4f86', ''],
      ],
    },
    response: 'the namespace of the envelope is misspelt (SOAP 1.1, 4.1.2) and tags do not match (XML 1.0, 3)',
  },
  getAppointmentNumber__should_be_able_to_parse_response: {
    response: {
      why: 'the answer is no SOAP envelope (SOAP 1.1, 4)',
      xml: [
        [
          /^[\s\S]*$/,
          '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>$&</s:Body></s:Envelope>',
        ],
      ],
      values: [[/\{\s*"number": (\{[^}]*\})\s*\}/, '$1']],
    },
  },
  getAvailability__should_not_fail_without_children: {
    request: {
      why: 'sends parts and elements that the message does not have, in another namespace than that of soap:body (WSDL 1.1, 3.5)',
      xml: [
        [/(<\/?)foo:/g, '$1partner:'],
        [/<userCredentials>.*<\/userCredentials>/, ''],
        [/<destination>.*<\/paxCount>/, ''],
      ],
    },
  },
  get__complex_extension_without_explicit_namespace: {
    request: {
      why: 'sends an attribute that the type does not declare (XSD 1, 3.4.4)',
      xml: [[' type="contact"', '']],
    },
  },
  login__complex_schema_xmlns_with_array_and_any_type_and_other_types: {
    response: {
      why: 'answers a number that is no int and a text that is no date (XSD 2, 3.3.17 and 3.2.9)',
      xml: [
        ['3472394626', '347239462'],
        [/Thu Jun 19 2014[^<]*/, '2014-06-20'],
      ],
      values: [
        ['3472394626', '347239462'],
        ['2014-06-20T02:04:12.000Z', '2014-06-20'],
      ],
    },
  },
  update__complex_extension_fields_in_parent_without_explicit_namespace: { response: undeclaredType },
  multiCall__rpc_stype_request_xsi_attributes: {
    request: {
      why: 'writes the items of an array in the namespace of the encoding (SOAP 1.1, 5.1: they are no global elements)',
      xml: [[/(<\/?)ns1:(item|key|value)\b/g, '$1$2']],
    },
  },
};
