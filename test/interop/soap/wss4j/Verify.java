import java.io.File;
import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSDataRef;
import org.apache.ws.security.WSSConfig;
import org.apache.ws.security.WSPasswordCallback;
import org.apache.ws.security.WSSecurityEngine;
import org.apache.ws.security.WSSecurityEngineResult;
import org.apache.ws.security.WSUsernameTokenPrincipal;
import org.apache.ws.security.components.crypto.Merlin;
import org.w3c.dom.Document;

/** Verifies the security headers of envelopes by Apache WSS4J, which also holds them to WS-I's Basic Security Profile: `Verify cert.pem password envelope.xml…`. */
public class Verify {
  public static void main(String[] arguments) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (FileInputStream in = new FileInputStream(arguments[0])) {
      trusted.setCertificateEntry("client", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    Merlin crypto = new Merlin();
    crypto.setKeyStore(trusted);
    CallbackHandler passwords = callbacks -> {
      for (Callback callback : callbacks) ((WSPasswordCallback) callback).setPassword(arguments[1]);
    };
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    for (String file : Arrays.asList(arguments).subList(2, arguments.length)) {
      Document document = factory.newDocumentBuilder().parse(new File(file));
      WSSConfig strict = WSSConfig.getNewInstance();
      strict.setWsiBSPCompliant(true);
      WSSecurityEngine engine = new WSSecurityEngine();
      engine.setWssConfig(strict);
      System.out.println(judge(engine, document, passwords, crypto));
    }
  }

  /** What the header says: the user, whether there is a timestamp, and what is signed; or why it is refused. */
  private static String judge(WSSecurityEngine engine, Document document, CallbackHandler passwords, Merlin crypto) {
    try {
      List<String> found = new ArrayList<>();
      List<WSSecurityEngineResult> results = engine.processSecurityHeader(document, null, passwords, crypto);
      if (results == null) return "no security header";
      for (WSSecurityEngineResult result : results) {
        int action = (Integer) result.get(WSSecurityEngineResult.TAG_ACTION);
        if (action == WSConstants.TS) found.add("timestamp");
        if (action == WSConstants.UT)
          found.add("user " + ((WSUsernameTokenPrincipal) result.get(WSSecurityEngineResult.TAG_PRINCIPAL)).getName());
        if (action == WSConstants.SIGN) {
          TreeSet<String> parts = new TreeSet<>();
          for (Object part : (List<?>) result.get(WSSecurityEngineResult.TAG_DATA_REF_URIS))
            parts.add(((WSDataRef) part).getName().getLocalPart());
          found.add("signed " + String.join("+", parts));
        }
      }
      found.sort(null);
      return String.join(", ", found);
    } catch (Exception error) {
      return "refused: " + error.getMessage();
    }
  }
}
