using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionSync.Events;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Events;

public sealed class EventSignatureTests
{
    // The example that the libraries of Standard Webhooks test with.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void The_published_example_has_the_published_signature()
        => Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            EventSignature.Sign(EventSignature.TryReadSecrets(Secret)!, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""));

    [Fact]
    public void Two_secrets_give_two_signatures_of_which_each_verifies_alone()
    {
        var other = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
        var both = EventSignature.Sign(EventSignature.TryReadSecrets($"{Secret} {other}")!, "msg_1", 1, "{}").Split(' ');

        Assert.Equal([Sign(Secret), Sign(other)], both);

        static string Sign(string secret) => EventSignature.Sign(EventSignature.TryReadSecrets(secret)!, "msg_1", 1, "{}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_short")]
    [InlineData("whsec_AAAA")]
    [InlineData("whsec_not base64 at all, but long enough")]
    [InlineData($"{Secret} {Secret} {Secret}")]
    [InlineData($"{Secret} x")]
    public void What_is_no_secret_is_none(string? text) => Assert.Null(EventSignature.TryReadSecrets(text));

    /// <summary>Both ways: our signatures pass the published library, and its signatures are ours. Altered ones pass neither.</summary>
    [Fact]
    public async Task The_published_library_agrees()
    {
        var keys = EventSignature.TryReadSecrets(Secret)!;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var random = new Random(7);
        var messages = Enumerable.Range(0, 40).Select(number => (Id: $"msg_{number}", Body: $$"""{"n":{{number}},"text":"é 漢 \u0000 {{new string('x', random.Next(200))}}"}""")).ToList();
        var verify = new JsonArray();

        foreach (var (id, body) in messages)
        {
            var signature = EventSignature.Sign(keys, id, now, body);
            verify.Add(Message(id, now, signature, body));
            verify.Add(Message(id, now, signature, body + " "));
            verify.Add(Message(id + "0", now, signature, body));
            verify.Add(Message(id, now + 1, signature, body));
            verify.Add(Message(id, now, signature[..^2] + (signature[^2] == 'A' ? 'B' : 'A') + "=", body));
        }

        var answer = await AskAsync(new()
        {
            ["secret"] = Secret,
            ["sign"] = new JsonArray([.. messages.Select(message => (JsonNode)new JsonObject { ["id"] = message.Id, ["timestamp"] = now, ["body"] = message.Body })]),
            ["verify"] = verify,
        });

        Assert.Equal(messages.Select(message => EventSignature.Sign(keys, message.Id, now, message.Body)), answer["signatures"]!.AsArray().Select(signature => (string)signature!));
        Assert.Equal(Enumerable.Range(0, verify.Count).Select(number => number % 5 == 0), answer["verified"]!.AsArray().Select(isGood => (bool)isGood!));
    }

    private static JsonObject Message(string id, long timestamp, string signature, string body) => new()
    {
        ["body"] = body,
        ["headers"] = new JsonObject { ["webhook-id"] = id, ["webhook-timestamp"] = $"{timestamp}", ["webhook-signature"] = signature },
    };

    private static async Task<JsonObject> AskAsync(JsonObject question)
    {
        using var node = Process.Start(new ProcessStartInfo("node", "standard-webhook.mjs")
        {
            WorkingDirectory = RepositoryRoot.File("NotionSync.Tests", "Emulator", "js-client"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await node.StandardInput.WriteAsync(question.ToJsonString(new JsonSerializerOptions()));
        node.StandardInput.Close();
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return JsonNode.Parse(await output)!.AsObject();
    }
}
