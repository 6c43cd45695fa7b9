import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.store.partnercenter.IPartnerCredentials;
import com.microsoft.store.partnercenter.PartnerService;
import com.microsoft.store.partnercenter.exception.PartnerErrorCategory;
import com.microsoft.store.partnercenter.exception.PartnerException;
import com.microsoft.store.partnercenter.models.customers.CustomerQualification;
import com.microsoft.store.partnercenter.models.validationcodes.ValidationCode;
import com.microsoft.store.partnercenter.qualification.ICustomerQualification;
import com.microsoft.store.partnercenter.requestcontext.IRequestContext;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.joda.time.DateTime;

/** Reads and sets a customer's one qualification with Microsoft's Java SDK. Time limits, retries and redirects are the SDK's own. */
public final class Driver {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The SDK tells no status, only a category; these categories stand for one status each, the others for several. */
  private static final Map<PartnerErrorCategory, Integer> STATUS = new EnumMap<>(PartnerErrorCategory.class);

  static {
    STATUS.put(PartnerErrorCategory.BAD_INPUT, 400);
    STATUS.put(PartnerErrorCategory.UNAUTHORIZED, 401);
    STATUS.put(PartnerErrorCategory.FORBIDDEN, 403);
    STATUS.put(PartnerErrorCategory.NOT_FOUND, 404);
    STATUS.put(PartnerErrorCategory.ALREADY_EXISTS, 409);
    STATUS.put(PartnerErrorCategory.SERVER_BUSY, 503);
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err); // the SDK logs failed answers to standard output
    if (!Arrays.asList(arguments).contains("--persistent")) {
      answers.println(perform(JSON.valueToTree(System.getenv())));
    } else {
      BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.println(perform(JSON.readTree(line)));
      }
    }
    System.exit(0); // idle threads of the SDK's connection pool would keep the process for minutes
  }

  private static ObjectNode perform(JsonNode environment) {
    ObjectNode outcome = JSON.createObjectNode();
    String token = environment.path("PARTNER_CENTER_ACCESS_TOKEN").asText();
    try {
      // The base URL belongs to the whole process, and has to be set before the operations are made.
      PartnerService.getInstance().setApiRootUrl(environment.path("PARTNER_CENTER_BASE_URL").asText());
      // New operations for each read: the SDK gives all calls of one object the same MS-CorrelationId.
      ICustomerQualification operations =
          PartnerService.getInstance()
              .createPartnerOperations(new GivenToken(token))
              .getCustomers()
              .byId(environment.path("PARTNER_CENTER_CUSTOMER_ID").asText())
              .getQualification();
      CustomerQualification qualification = call(operations, environment);
      if (qualification != null) {
        outcome.set("qualification", JSON.valueToTree(qualification));
        return outcome;
      }
      outcome.putObject("error").put("message", "the SDK returned null");
    } catch (PartnerException problem) {
      ObjectNode error = outcome.putObject("error");
      if (STATUS.containsKey(problem.getErrorCategory())) {
        error.put("status", STATUS.get(problem.getErrorCategory()));
      }
      if (problem.getServiceErrorPayload() != null && problem.getServiceErrorPayload().getErrorCode() != null) {
        error.put("code", problem.getServiceErrorPayload().getErrorCode());
      }
      error.put("message", problem.getErrorCategory() + ": " + without(token, problem.getMessage()));
    } catch (RuntimeException problem) {
      outcome.putObject("error").put("message", without(token, problem.toString()));
    }
    return outcome;
  }

  /** The SDK knows the one qualification alone: its read and its update. */
  private static CustomerQualification call(ICustomerQualification operations, JsonNode environment) {
    switch (environment.path("PARTNER_CENTER_OPERATION").asText("getCustomerQualification")) {
      case "getCustomerQualification":
        return operations.get();
      case "updateCustomerQualification":
        CustomerQualification value =
            JSON.convertValue(
                environment.path("PARTNER_CENTER_QUALIFICATION").asText().toLowerCase(Locale.ROOT),
                CustomerQualification.class);
        String code = environment.path("PARTNER_CENTER_VALIDATION_CODE").asText();
        if (code.isEmpty()) {
          return operations.update(value);
        }
        ValidationCode validationCode = new ValidationCode();
        validationCode.setValidationId(code);
        return operations.update(value, validationCode);
      default:
        throw new UnsupportedOperationException("the SDK has no list of qualifications");
    }
  }

  private static String without(String token, String text) {
    return token.isEmpty() || text == null ? text : text.replace(token, "***");
  }

  private static final class GivenToken implements IPartnerCredentials {
    private final String token;

    GivenToken(String token) {
      this.token = token;
    }

    @Override
    public String getPartnerServiceToken() {
      return token;
    }

    @Override
    public DateTime getExpiresAt() {
      return DateTime.now().plusHours(1);
    }

    @Override
    public boolean isExpired() {
      return false;
    }

    @Override
    public void onCredentialsRefreshNeeded(IPartnerCredentials credentials, IRequestContext context) {
      // whoever starts the driver brings a fresh token
    }
  }
}
