namespace NotionSync.Emulator.OAuth;

/// <summary>What a browser came to the consent page with, checked.</summary>
/// <param name="RedirectUri">Where the consent returns to.</param>
/// <param name="IsRedirectNamed">Whether the request named it; then the exchange of the code must name it too.</param>
internal sealed record Authorization(OAuthClient Client, string RedirectUri, bool IsRedirectNamed, string? State)
{
    /// <summary>Reads the parameters of a query or a form.</summary>
    /// <exception cref="FormatException">They cannot be answered by a redirect: there is nobody to trust yet.</exception>
    public static Authorization From(Func<string, string?> parameter, OAuthClients clients)
    {
        var client = parameter("client_id") is { Length: > 0 } id
            ? clients.Find(id) ?? throw new FormatException($"There is no integration with the client id {id}.")
            : throw new FormatException("The address lacks client_id.");

        if (parameter("response_type") is var type && type != "code")
        {
            throw new FormatException($"response_type must be code, not '{type}'.");
        }

        if (parameter("owner") is var owner && owner != "user")
        {
            throw new FormatException($"owner must be user, not '{owner}'.");
        }

        var named = parameter("redirect_uri") is { Length: > 0 } given ? given : null;

        if (named is null && client.RedirectUris.Count != 1)
        {
            throw new FormatException("The address lacks redirect_uri, and the integration has several.");
        }

        if (named is not null && !client.RedirectUris.Contains(named, StringComparer.Ordinal))
        {
            throw new FormatException($"The redirect_uri {named} is not one of the integration's.");
        }

        return new(client, named ?? client.RedirectUris[0], named is not null, parameter("state"));
    }

    /// <summary>The address that the browser goes on to.</summary>
    public string Return(string name, string value)
    {
        var mark = RedirectUri.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var state = State is null ? string.Empty : $"&state={Uri.EscapeDataString(State)}";
        return $"{RedirectUri}{mark}{name}={Uri.EscapeDataString(value)}{state}";
    }
}
