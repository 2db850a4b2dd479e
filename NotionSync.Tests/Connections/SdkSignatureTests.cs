using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionSync.Connections.Incoming;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Connections;

public sealed class SdkSignatureTests
{
    private const string NangoKey = "nango-signing-key-ü";
    private const string NotionToken = "secret_verification_token";

    /// <summary>
    /// Bodies of all kinds with right and wrong signatures: Nango's and Notion's published SDKs and the code here say the same
    /// of each, and what the SDK signs is right here.
    /// </summary>
    [Fact]
    public async Task The_vendors_own_sdks_and_we_agree_on_every_signature()
    {
        var cases = Cases().ToList();
        var verdicts = await AskSdksAsync(cases);

        Assert.Equal(cases.Count, verdicts.Count);

        foreach (var ((body, nango, notion), verdict) in cases.Zip(verdicts))
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            Assert.True((bool)verdict["nango"]! == WebhookSignature.IsRight(bytes, nango, NangoKey), $"Nango's {nango} of {body}");
            Assert.True((bool)verdict["notion"]! == IsRightForNotion(bytes, notion), $"Notion's {notion} of {body}");
            Assert.True(IsRightForNotion(bytes, (string?)verdict["signed"]));
        }

        Assert.InRange(verdicts.Count(verdict => (bool)verdict["nango"]!), 50, cases.Count - 50);
        Assert.InRange(verdicts.Count(verdict => (bool)verdict["notion"]!), 50, cases.Count - 50);
    }

    // As the receiver does.
    private static bool IsRightForNotion(byte[] body, string? signature)
        => signature?.StartsWith("sha256=", StringComparison.Ordinal) is true && WebhookSignature.IsRight(body, signature["sha256=".Length..], NotionToken);

    private static IEnumerable<(string Body, string Nango, string Notion)> Cases()
    {
        var random = new Random(20261121);
        string[] texts = ["", "{}", "{\"a\":\"ä€😀\"}", "\uFEFF{}", " {} ", "{\"type\":\"auth\",\"from\":\"nango\"}", new string('x', 100_000), "\u0000", "line\r\nline"];

        foreach (var text in texts.Concat(Enumerable.Range(0, 40).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 500)).Select(_ => (char)random.Next(32, 0xD7FF))]))))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var (nango, notion) = (MutatedWebhooks.Sign(bytes, NangoKey), MutatedWebhooks.Sign(bytes, NotionToken));

            yield return (text, nango, "sha256=" + notion);
            yield return (text, nango.ToUpperInvariant(), "sha256=" + notion.ToUpperInvariant());
            yield return (text, nango[1..], "sha256=" + notion[1..]);
            yield return (text, notion, "sha256=" + nango);
            yield return (text, "sha256=" + nango, notion);
            yield return (text, nango[..^1] + "g", "SHA256=" + notion);
            yield return (text, " " + nango[1..], "sha256=" + notion + " ");
            yield return (text + " ", nango, "sha256=" + notion);
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> AskSdksAsync(IEnumerable<(string Body, string Nango, string Notion)> cases)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = RepositoryRoot.File("NotionSync.Tests", "Emulator", "js-client"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            ArgumentList = { "check-webhooks.mjs", NangoKey, NotionToken },
        };

        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(cases.Select(one => new { body = one.Body, nango = one.Nango, notion = one.Notion })));
        node.StandardInput.Close();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.Equal(0, node.ExitCode);
        return [.. JsonNode.Parse(output)!.AsArray().Select(verdict => verdict!)];
    }
}
