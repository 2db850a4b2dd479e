using System.Net;
using NotionSync.Files;

namespace NotionSync.Tests.Files;

public sealed class AddressPolicyTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("52.95.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.1")]
    [InlineData("168.63.129.15")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.1")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2001:200::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("3ffe::1")]
    public void Public_addresses_are_allowed(string address) => Assert.True(AddressPolicy.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")] // Alibaba's metadata service
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.169.253")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")] // Oracle's metadata service
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("192.168.255.255")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("::ffff:0:8.8.8.8")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:7f00:1::1")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:20::1")]
    [InlineData("2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")] // Amazon's metadata service
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("febf::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Special_addresses_are_refused(string address) => Assert.False(AddressPolicy.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("policy.pdf")]
    [InlineData("//example.com/policy.pdf")]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/policy.pdf")]
    [InlineData("gopher://example.com/")]
    [InlineData("data:application/pdf;base64,JVBERi0=")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://")]
    [InlineData("https://user@example.com/policy.pdf")]
    [InlineData("https://user:password@example.com/policy.pdf")]
    [InlineData("https://example.com:8080/policy.pdf")]
    [InlineData("http://example.com:22/")]
    [InlineData("http://example.com:99999/")]
    public void What_is_no_plain_web_address_is_refused(string? url) => AssertRefused(() => AddressPolicy.CheckUrl(url, allowPrivateNetworks: false));

    [Theory]
    [InlineData("https://example.com/policy.pdf")]
    [InlineData("http://example.com/policy.pdf")]
    [InlineData("https://example.com:443/policy.pdf?X-Amz-Signature=abc")]
    [InlineData("https://exämple.com/Richtlinie für alle.pdf")]
    public void A_web_address_is_allowed(string url) => Assert.NotNull(AddressPolicy.CheckUrl(url, allowPrivateNetworks: false));

    [Theory]
    [InlineData("http://example.com/policy.pdf")]
    [InlineData("https://example.com:8443/policy.pdf")]
    [InlineData("https://user@example.com/policy.pdf")]
    [InlineData("file:///etc/passwd")]
    public void A_redirect_is_checked_like_any_address_and_stays_encrypted(string location)
        => AssertRefused(() => AddressPolicy.CheckRedirect(new("https://example.com/"), new(location), allowPrivateNetworks: false));

    [Fact]
    public void A_redirect_without_a_target_is_refused()
        => AssertRefused(() => AddressPolicy.CheckRedirect(new("https://example.com/"), null, allowPrivateNetworks: false));

    [Theory]
    [InlineData("/policy.pdf", "https://example.com/policy.pdf")]
    [InlineData("//cdn.example.com/policy.pdf", "https://cdn.example.com/policy.pdf")]
    [InlineData("policy.pdf", "https://example.com/files/policy.pdf")]
    public void A_relative_redirect_is_followed(string location, string expected)
        => Assert.Equal(
            expected,
            AddressPolicy.CheckRedirect(new("https://example.com/files/"), new(location, UriKind.Relative), allowPrivateNetworks: false).AbsoluteUri);

    private static void AssertRefused(Action check)
        => Assert.Equal(FileErrors.AddressRefused, Assert.Throws<FileDownloadException>(check).Code);
}
