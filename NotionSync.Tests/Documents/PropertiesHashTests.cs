using System.Text;
using NotionSync.Documents;

namespace NotionSync.Tests.Documents;

public sealed class PropertiesHashTests
{
    [Fact]
    public void Signatures_of_file_addresses_and_their_ends_do_not_count()
        => Assert.Equal(Hash(File("a.pdf", "1", "2026-01-01")), Hash(File("a.pdf", "2", "2026-01-02")));

    [Fact]
    public void Everything_else_counts()
    {
        Assert.NotEqual(Hash(File("a.pdf", "1", "2026-01-01")), Hash(File("b.pdf", "1", "2026-01-01")));
        Assert.NotEqual(Hash("""{"a":{"url":"https://example.com/?x=1"}}"""), Hash("""{"a":{"url":"https://example.com/?x=2"}}"""));
        Assert.NotEqual(Hash("""{"a":1}"""), Hash("""{"a":null}"""));
        Assert.Empty(PropertiesHash.Of(default(ReadOnlyMemory<byte>)));
    }

    private static string File(string name, string signature, string end)
        => $$$"""{"Report":{"files":[{"name":"r","file":{"url":"https://files.example.com/{{{name}}}?X-Amz-Signature={{{signature}}}","expiry_time":"{{{end}}}"}}]}}""";

    private static string Hash(string json) => PropertiesHash.Of(Encoding.UTF8.GetBytes(json).AsMemory());
}
