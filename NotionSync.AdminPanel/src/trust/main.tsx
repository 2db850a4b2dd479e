import { LocationProvider, Route, Router } from "preact-iso";
import { render } from "preact";
import { useViewStart } from "../parts/useViewStart";
import { TrustCenter } from "./TrustCenter";

function Views() {
  useViewStart();

  return (
    <Router>
      <Route path="/trust/:tenant" component={TrustCenter} />
      <Route path="/trust/:tenant/:id" component={TrustCenter} />
    </Router>
  );
}

render(<LocationProvider scope="/trust"><Views /></LocationProvider>, document.getElementById("app")!);
