using Microsoft.Extensions.Options;
using NotionSync.Connections.OAuth;

namespace NotionSync.Tests.Connections;

/// <summary>Where a browser may be sent after connecting: an attacker who may name the address gets it nowhere else.</summary>
public sealed class ReturnUrlSafetyTests
{
    private const string Panel = "https://panel.example/admin";

    [Theory]
    [InlineData(Panel)]
    [InlineData($"{Panel}/")]
    [InlineData($"{Panel}/connections?tab=1")]
    [InlineData("HTTPS://PANEL.example:443/admin")]
    public void What_is_on_the_list_and_below_it_is_allowed(string url) => Assert.Equal("panel.example", Choose(url)!.Host);

    [Fact]
    public void Without_a_wish_it_is_the_first_and_without_a_list_nothing()
    {
        Assert.Equal(Panel, Choose(null)!.AbsoluteUri);
        Assert.Null(new ReturnUrls(Options.Create(new NotionOAuthOptions())).Choose(null));
        Assert.Throws<ProblemException>(() => new ReturnUrls(Options.Create(new NotionOAuthOptions())).Choose(Panel));
    }

    [Theory]
    // Inside: loopback, private, link-local, metadata, by name and in forms of numbers.
    [InlineData("http://127.0.0.1/admin")]
    [InlineData("https://127.0.0.1/admin")]
    [InlineData("https://localhost/admin")]
    [InlineData("https://localhost.localdomain/admin")]
    [InlineData("https://127.1/admin")]
    [InlineData("https://2130706433/admin")]
    [InlineData("https://0x7f000001/admin")]
    [InlineData("https://0177.0.0.1/admin")]
    [InlineData("https://127.0.0.1./admin")]
    [InlineData("https://0.0.0.0/admin")]
    [InlineData("https://10.0.0.5/admin")]
    [InlineData("https://172.16.0.1/admin")]
    [InlineData("https://192.168.0.1/admin")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://168.63.129.16/machine?comp=goalstate")]
    [InlineData("https://metadata.google.internal/computeMetadata/v1/")]
    [InlineData("https://[::1]/admin")]
    [InlineData("https://[::ffff:127.0.0.1]/admin")]
    [InlineData("https://[::ffff:7f00:1]/admin")]
    [InlineData("https://[64:ff9b::7f00:1]/admin")]
    [InlineData("https://[fd00:ec2::254]/admin")]
    [InlineData("https://[fe80::1%251]/admin")]
    // Another place that looks like the right one.
    [InlineData("http://panel.example/admin")]
    [InlineData("https://panel.example:8443/admin")]
    [InlineData("https://panel.example./admin")]
    [InlineData("https://panel.example.attacker.example/admin")]
    [InlineData("https://attacker.example/https://panel.example/admin")]
    [InlineData("https://attacker.example?https://panel.example/admin")]
    [InlineData("https://panel.example@attacker.example/admin")]
    [InlineData("https://panel.example:word@attacker.example/admin")]
    [InlineData("https://user@panel.example/admin")]
    [InlineData("https://panel.example\\@attacker.example/admin")]
    [InlineData("https:\\\\panel.example\\admin")]
    [InlineData("https://panel.example%2fadmin@attacker.example/")]
    [InlineData("https://pаnel.example/admin")] // A Cyrillic letter.
    [InlineData("https://panel。example/admin")]
    [InlineData("//panel.example/admin")]
    [InlineData("/admin")]
    [InlineData("admin")]
    // Out of the folder, or with something after it.
    [InlineData("https://panel.example/")]
    [InlineData("https://panel.example/administration")]
    [InlineData("https://panel.example/admin/../secret")]
    [InlineData("https://panel.example/admin/%2e%2e/secret")]
    [InlineData("https://panel.example/admin/..")]
    [InlineData("https://panel.example/Admin")]
    [InlineData($"{Panel}#token")]
    [InlineData($"{Panel}\r\nSet-Cookie: a=b")]
    [InlineData($" {Panel}")]
    [InlineData($"{Panel}\t")]
    // No web address at all.
    [InlineData("javascript:alert(1)//https://panel.example/admin")]
    [InlineData("data:text/html,https://panel.example/admin")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://panel.example/admin")]
    [InlineData("https://")]
    public void Everything_else_is_refused(string url)
        => Assert.Equal("return_url_not_allowed", Assert.Throws<ProblemException>(() => Choose(url)).Code);

    [Fact]
    public void An_address_of_any_length_is_answered() => Assert.Throws<ProblemException>(() => Choose($"{Panel}/{new string('a', 100_000)}"));

    /// <summary>The list itself cannot lead inside in the open: http is for this machine only.</summary>
    [Theory]
    [InlineData("https://panel.example/admin", true)]
    [InlineData("http://127.0.0.1:7072/admin", true)]
    [InlineData("http://panel.example/admin", false)]
    [InlineData("http://169.254.169.254/", false)]
    [InlineData("https://user:word@panel.example/", false)]
    [InlineData("https://panel.example/?next=", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("panel.example", false)]
    public void The_list_has_encrypted_addresses_only(string list, bool isGood)
        => Assert.Equal(isGood, new NotionOAuthOptionsValidator().Validate(null, new() { AllowedReturnUrls = list }).Succeeded);

    private static Uri? Choose(string? url) => new ReturnUrls(Options.Create(new NotionOAuthOptions { AllowedReturnUrls = Panel })).Choose(url);
}
