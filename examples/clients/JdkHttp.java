import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads and sets a customer's qualification with nothing but the JDK, 17 or later: java JdkHttp.java. */
public final class JdkHttp {
  private static final int LIMIT_SECONDS = 5; // for the whole call
  private static final String GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

  // It follows no redirect unless it is told to.
  private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public static void main(String[] arguments) throws IOException {
    if (!Arrays.asList(arguments).contains("--persistent")) {
      System.out.println(Json.write(perform(System.getenv())));
    } else {
      BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Map<String, String> given = new LinkedHashMap<>();
        ((Map<?, ?>) Json.read(line)).forEach((name, value) -> given.put((String) name, (String) value));
        System.out.println(Json.write(perform(given)));
      }
    }
    System.exit(0);
  }

  private static Object perform(Map<String, String> given) {
    String operation = given.getOrDefault("PARTNER_CENTER_OPERATION", "getCustomerQualification");
    String token = given.getOrDefault("PARTNER_CENTER_ACCESS_TOKEN", "");
    String customer = given.getOrDefault("PARTNER_CENTER_CUSTOMER_ID", "");
    if (!customer.matches(GUID)) {
      return error(null, null, "the customer id is not a GUID");
    }
    String customerUrl = given.get("PARTNER_CENTER_BASE_URL") + "/v1/customers/" + customer;
    try {
      HttpResponse<byte[]> response = send(requestFor(operation, customerUrl, given, token));
      return outcomeOf(operation, response.statusCode(), response.body(), token);
    } catch (ExecutionException | TimeoutException | InterruptedException | IllegalArgumentException problem) {
      // Not its message, which may quote a header. What was not answered is not sent again: it may have been written.
      return error(null, null, "no answer: " + problem.getClass().getSimpleName());
    }
  }

  private static HttpRequest requestFor(String operation, String url, Map<String, String> given, String token) {
    HttpRequest.Builder request;
    String code = given.getOrDefault("PARTNER_CENTER_VALIDATION_CODE", "");
    String qualification = given.getOrDefault("PARTNER_CENTER_QUALIFICATION", "");
    switch (operation) {
      case "getCustomerQualification" -> request = HttpRequest.newBuilder(URI.create(url + "/qualification"));
      case "getCustomerQualifications" -> request = HttpRequest.newBuilder(URI.create(url + "/qualifications"));
      case "updateCustomerQualification" -> {
        String query = code.isEmpty() ? "" : "?code=" + URLEncoder.encode(code, StandardCharsets.UTF_8);
        request = HttpRequest.newBuilder(URI.create(url + "/qualification" + query));
        request.PUT(HttpRequest.BodyPublishers.ofString(Json.write(qualification)));
      }
      case "createCustomerQualification" -> {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("qualification", qualification);
        putIfGiven(content, "educationSegment", given.get("PARTNER_CENTER_EDUCATION_SEGMENT"));
        putIfGiven(content, "validationCode", code);
        request = HttpRequest.newBuilder(URI.create(url + "/qualifications"));
        request.POST(HttpRequest.BodyPublishers.ofString(Json.write(content)));
      }
      default -> throw new IllegalArgumentException("unknown operation");
    }
    if (!operation.startsWith("get")) {
      request.header("Content-Type", "application/json");
    }
    return request
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json")
        .header("MS-RequestId", UUID.randomUUID().toString())
        .header("MS-CorrelationId", UUID.randomUUID().toString())
        .timeout(Duration.ofSeconds(LIMIT_SECONDS))
        .build();
  }

  /** The request's own limit ends with the header, so the content needs another. */
  private static HttpResponse<byte[]> send(HttpRequest request)
      throws ExecutionException, TimeoutException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } finally {
      answer.cancel(true);
    }
  }

  private static Object outcomeOf(String operation, int status, byte[] body, String token) {
    Object value = Json.readOrNull(body);
    if (status == 200 || (status == 201 && operation.startsWith("create"))) {
      Object told = operation.endsWith("CustomerQualification") && !operation.startsWith("create")
          ? (value instanceof String text && !text.isEmpty() ? Map.of("qualification", text) : null)
          : listIn(operation.startsWith("create") && isItem(value) ? List.of(value) : value);
      return told != null ? told : error(status, null, "unexpected answer, HTTP " + status);
    }
    Object words = value;
    Object code = null;
    if (value instanceof Map<?, ?> fault) {
      code = fault.get("code");
      words = fault.get("description") != null ? fault.get("description") : fault.get("message");
    }
    String message = status >= 400 && words instanceof String text && !text.isEmpty() ? text : "HTTP " + status;
    return error(status, code, token.isEmpty() ? message : message.replace(token, "***"));
  }

  /** An array of items, or an object with one; null for anything else. */
  private static Object listIn(Object value) {
    Object list = value instanceof Map<?, ?> object ? object.get("qualifications") : value;
    if (!(list instanceof List<?> items) || !items.stream().allMatch(JdkHttp::isItem)) {
      return null;
    }
    List<Object> told = new ArrayList<>();
    for (Object item : items) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("qualification", ((Map<?, ?>) item).get("qualification"));
      one.put("vettingStatus", ((Map<?, ?>) item).get("vettingStatus"));
      told.add(one);
    }
    return Map.of("qualifications", told);
  }

  private static boolean isItem(Object value) {
    return value instanceof Map<?, ?> item && item.get("qualification") instanceof String;
  }

  private static Object error(Integer status, Object code, String message) {
    Map<String, Object> error = new LinkedHashMap<>();
    if (status != null) {
      error.put("status", status);
    }
    if (code instanceof String || code instanceof Number) {
      error.put("code", code);
    }
    error.put("message", message);
    return Map.of("error", error);
  }

  private static void putIfGiven(Map<String, Object> content, String name, String value) {
    if (value != null && !value.isEmpty()) {
      content.put(name, value);
    }
  }

  /** As much of JSON as is needed, because the JDK has none; numbers are kept as long or double. */
  private static final class Json {
    private final String text;
    private int at;

    private Json(String text) {
      this.text = text;
    }

    static Object readOrNull(byte[] body) {
      try {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        return read(text.startsWith("\ufeff") ? text.substring(1) : text);
      } catch (CharacterCodingException | IllegalArgumentException | IndexOutOfBoundsException problem) {
        return null;
      }
    }

    static Object read(String text) {
      Json json = new Json(text);
      Object value = json.value();
      json.space();
      if (json.at != text.length()) {
        throw new IllegalArgumentException("something follows the value");
      }
      return value;
    }

    private Object value() {
      space();
      char next = text.charAt(at);
      if (next == '{') {
        Map<String, Object> object = new LinkedHashMap<>();
        for (at++, space(); text.charAt(at) != '}'; ) {
          String name = string();
          space();
          expect(':');
          object.put(name, value());
          space();
          if (text.charAt(at) != '}') {
            expect(',');
            space();
          }
        }
        at++;
        return object;
      }
      if (next == '[') {
        List<Object> list = new ArrayList<>();
        for (at++, space(); text.charAt(at) != ']'; ) {
          list.add(value());
          space();
          if (text.charAt(at) != ']') {
            expect(',');
          }
        }
        at++;
        return list;
      }
      return next == '"' ? string() : word();
    }

    private String string() {
      expect('"');
      StringBuilder read = new StringBuilder();
      for (char next = text.charAt(at++); next != '"'; next = text.charAt(at++)) {
        if (next < ' ') {
          throw new IllegalArgumentException("a control character in a string");
        }
        read.append(next == '\\' ? escape(text.charAt(at++)) : next);
      }
      return read.toString();
    }

    private char escape(char letter) {
      if (letter == 'u') {
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      int known = "\"\\/bfnrt".indexOf(letter);
      if (known < 0) {
        throw new IllegalArgumentException("an unknown escape");
      }
      return "\"\\/\b\f\n\r\t".charAt(known);
    }

    private Object word() {
      int from = at;
      while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(from, at);
      return switch (word) {
        case "null" -> null;
        case "true" -> true;
        case "false" -> false;
        default -> word.matches("-?\\d+") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
      };
    }

    private void expect(char wanted) {
      if (text.charAt(at++) != wanted) {
        throw new IllegalArgumentException("expected " + wanted);
      }
    }

    private void space() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    static String write(Object value) {
      if (value instanceof Map<?, ?> object) {
        List<String> members = new ArrayList<>();
        object.forEach((name, one) -> members.add(write(name) + ":" + write(one)));
        return "{" + String.join(",", members) + "}";
      }
      if (value instanceof List<?> list) {
        return "[" + String.join(",", list.stream().map(Json::write).toList()) + "]";
      }
      if (!(value instanceof String text)) {
        return String.valueOf(value);
      }
      StringBuilder written = new StringBuilder("\"");
      for (char one : text.toCharArray()) {
        boolean plain = one >= ' ' && one < 127 && one != '"' && one != '\\';
        written.append(plain ? String.valueOf(one) : String.format("\\u%04x", (int) one));
      }
      return written.append('"').toString();
    }
  }
}
